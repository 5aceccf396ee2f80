/** Keys of a row that are the case's own even where the row itself is the vars. */
const CASE_KEYS: ReadonlySet<string> = new Set(['id', 'tags', 'weight', 'messages', 'tools', 'expected'])

const EXPECTED_COLUMN = /^expected(?:\.(?<path>.+)|[_-](?<name>.+))$/s

/**
 * A dataset row in the shape of a case. `expected.queue`, `expected_queue` and `expected-queue` are `queue` of `expected`; more dots
 * go deeper. A row without `vars` is itself the vars, but for the keys of a case.
 * @throws RangeError when two columns claim the same place in `expected`.
 */
export function caseOfRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const nested = Object.hasOwn(row, 'vars')
  const result: Record<string, unknown> = nested ? {} : { vars: Object.create(null) }
  const vars = result['vars'] as Record<string, unknown>
  const expected: [string, string[], unknown][] = []
  for (const [key, value] of Object.entries(row)) {
    const column = EXPECTED_COLUMN.exec(key)?.groups
    if (column !== undefined) {
      expected.push([
        key,
        column['name'] === undefined ? (column['path'] ?? '').split('.') : [column['name']],
        value,
      ])
    } else if (nested || CASE_KEYS.has(key)) define(result, key, value)
    else define(vars, key, value)
  }
  if (expected.length > 0) result['expected'] = expectedOf(result['expected'], expected)
  return result
}

function expectedOf(given: unknown, columns: readonly [string, string[], unknown][]): unknown {
  if (given !== undefined) throw new RangeError(`the row has both "expected" and "${columns[0]?.[0]}"`)
  const root: Record<string, unknown> = Object.create(null)
  for (const [column, path, value] of columns) {
    let holder = root
    for (const key of path.slice(0, -1)) {
      if (!Object.hasOwn(holder, key)) define(holder, key, Object.create(null))
      const next = holder[key]
      if (typeof next !== 'object' || next === null || Object.getPrototypeOf(next) !== null)
        throw claimedTwice(column)
      holder = next as Record<string, unknown>
    }
    const last = path.at(-1) as string
    if (Object.hasOwn(holder, last)) throw claimedTwice(column)
    define(holder, last, value)
  }
  return plain(root)
}

function claimedTwice(column: string): RangeError {
  return new RangeError(`"${column}" claims a place in "expected" that another column has taken`)
}

/** Defines, so that a column named `__proto__` stays a column (and is refused by the schema). */
function define(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Null-prototype mappings made while folding, as ordinary ones. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
