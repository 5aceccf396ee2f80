import type * as z from 'zod'

const MAX_ROUNDS = 5

/**
 * What is left of a value when everything that breaks the schema is cut out of its mappings, or `undefined` when nothing sound
 * is left. Lets the sound parts be checked further, so that their mistakes are reported together with the broken ones; the
 * result never becomes a suite.
 */
export function salvage<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  let remaining = value
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = schema.safeParse(remaining)
    if (result.success) return result.data
    const paths = result.error.issues.flatMap(brokenPaths)
    if (paths.some((path) => path.length === 0)) return undefined
    remaining = structuredClone(remaining)
    for (const path of paths) cut(remaining, path)
  }
  return undefined
}

/** Paths end before the first index of a list: cutting out an item would shift its neighbours. */
function brokenPaths(issue: z.core.$ZodIssue): PropertyKey[][] {
  const paths =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
  return paths.map((path) => {
    const index = path.findIndex((part) => typeof part === 'number')
    return index === -1 ? [...path] : path.slice(0, index)
  })
}

function cut(value: unknown, path: readonly PropertyKey[]): void {
  let holder = value
  for (const key of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return
    holder = (holder as Record<PropertyKey, unknown>)[key]
  }
  const last = path.at(-1)
  if (typeof holder === 'object' && holder !== null && last !== undefined)
    Reflect.deleteProperty(holder, last)
}
