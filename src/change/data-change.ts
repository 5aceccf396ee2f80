import { sameContent } from './same-content.ts'
import { shownChange, shownName } from './shown.ts'
import { listed } from './wording.ts'

const MAX_SHOWN = 2

/** Where two JSON values differ: `expected.queue "billing" → "refunds"`; a few places are shown, the rest is counted. */
export function describeDataChange(before: unknown, after: unknown): string {
  const places = differingPlaces(before, after, [])
  const shown = places.slice(0, MAX_SHOWN).map(({ path, old, now }) => {
    const change = shownChange(old, now)
    return path.length === 0 ? change : `${shownName(path.join('.'))} ${change}`
  })
  const rest = places.length - shown.length
  return listed(rest > 0 ? [...shown, `${rest} more`] : shown)
}

interface DifferingPlace {
  readonly path: readonly string[]
  readonly old: unknown
  readonly now: unknown
}

/** Mappings and lists of one length are entered; everything else is shown whole. */
function differingPlaces(
  before: unknown,
  after: unknown,
  path: readonly string[],
): readonly DifferingPlace[] {
  if ((before === undefined) === (after === undefined) && sameContent(before, after)) return []
  const keys = commonKeys(before, after)
  if (keys === undefined) return [{ path, old: before, now: after }]
  return keys.flatMap((key) => differingPlaces(entryOf(before, key), entryOf(after, key), [...path, key]))
}

function commonKeys(before: unknown, after: unknown): readonly string[] | undefined {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after))
    return undefined
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return undefined
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function entryOf(value: unknown, key: string): unknown {
  return isObject(value) ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
}
