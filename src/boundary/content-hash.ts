import { createHash } from 'node:crypto'

/**
 * `sha256:` and 64 hexadecimal digits over the canonical JSON of a value: keys sorted by code unit, no white space, entries that
 * are `undefined` left out, so that equal content has an equal hash whatever the order of its keys (after RFC 8785).
 * @throws TypeError on what JSON cannot hold: NaN, infinities, functions, symbols, bigints, cycles.
 */
export function contentHash(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`
}

/** The text that is hashed. Throws as `contentHash` does. */
export function canonicalJson(value: unknown, ancestors: readonly object[] = []): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`)
    return JSON.stringify(value)
  }
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no JSON form`)
  if (ancestors.includes(value)) throw new TypeError('a value that contains itself has no JSON form')
  const path = [...ancestors, value]
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null, path)).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, path)}`)
  return `{${entries.join(',')}}`
}
