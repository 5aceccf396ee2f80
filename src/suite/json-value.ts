import * as z from 'zod'
import type { JsonObject, JsonValue } from './suite.ts'

const MAX_DEPTH = 64

/**
 * Any JSON value of a user: `null` is a value, NaN and infinities are not, and no mapping at any depth has a key `__proto__`
 * (YAML and JSON make it an own key, which later assignments would turn into a prototype).
 */
export const jsonValue: z.ZodType<JsonValue> = z.unknown().superRefine((value, context) => {
  checkValue(value, [], context)
}) as unknown as z.ZodType<JsonValue>

/** A mapping of JSON values, kept in the order of the file. (Not a `z.record`, which drops a key `__proto__` in silence.) */
export const jsonObject: z.ZodType<JsonObject> = z
  .unknown()
  .superRefine((value, context) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) checkValue(value, [], context)
    else context.addIssue({ code: 'invalid_type', expected: 'object', input: value, continue: false })
  })
  .meta({ type: 'object' }) as unknown as z.ZodType<JsonObject>

function checkValue(value: unknown, path: (string | number)[], context: z.RefinementCtx): void {
  const problem = problemOf(value, path.length)
  if (problem !== undefined) {
    context.addIssue({ code: 'custom', message: problem, path: [...path] })
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    path.push(key)
    if (key === '__proto__') context.addIssue({ code: 'custom', message: 'cannot be a key', path: [...path] })
    else checkValue(item, path, context)
    path.pop()
  }
}

function problemOf(value: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `nested more than ${MAX_DEPTH} levels deep`
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : `${value} is not a number that JSON can hold`
    case 'string':
    case 'boolean':
    case 'object':
      return undefined
    default:
      return value === undefined ? 'a value is missing' : `a ${typeof value} is not a JSON value`
  }
}
