import { foldCase } from './fold-case.ts'
import { parseNumber } from './parse-number.ts'

export interface Equality {
  /** A number or boolean equals its text; with a tolerance, two texts that are numbers compare as numbers. */
  readonly coerce: boolean
  /** Texts compare without regard to case; keys of maps do not. */
  readonly ignoreCase: boolean
  /** Numbers that differ by at most this are equal; ≥ 0. */
  readonly tolerance: number
}

/**
 * Deep, typed equality of JSON values: order matters in lists and not in maps, a key with null is not a missing key, −0 is 0.
 * The options apply at every depth. Symmetric.
 */
export function deepEqual(left: unknown, right: unknown, equality: Equality): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) return listsEqual(left, right, equality)
  if (isMap(left) && isMap(right)) return mapsEqual(left, right, equality)
  return scalarsEqual(left, right, equality)
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listsEqual(left: readonly unknown[], right: readonly unknown[], equality: Equality): boolean {
  return left.length === right.length && left.every((item, index) => deepEqual(item, right[index], equality))
}

function mapsEqual(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
  equality: Equality,
): boolean {
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  // Own keys only: an output may hold a key named `__proto__` or `toString`.
  return keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key], equality))
}

function scalarsEqual(left: unknown, right: unknown, equality: Equality): boolean {
  const { coerce, ignoreCase, tolerance } = equality
  if (typeof left === 'number' && typeof right === 'number') return within(left, right, tolerance)
  if (typeof left === 'string' && typeof right === 'string') {
    if (foldCase(left, ignoreCase) === foldCase(right, ignoreCase)) return true
    return coerce && tolerance > 0 && within(parseNumber(left), parseNumber(right), tolerance)
  }
  if (!coerce) return false
  if (typeof left === 'string') return equalsItsText(right, left, equality)
  return typeof right === 'string' && equalsItsText(left, right, equality)
}

function equalsItsText(value: unknown, text: string, { ignoreCase, tolerance }: Equality): boolean {
  if (typeof value === 'number') return within(value, parseNumber(text), tolerance)
  return typeof value === 'boolean' && foldCase(text.trim(), ignoreCase) === foldCase(`${value}`, ignoreCase)
}

/** The bound is inclusive as written in decimals: 1.1 is within 0.1 of 1, although the doubles are further apart. */
function within(left: number | undefined, right: number | undefined, tolerance: number): boolean {
  if (left === undefined || right === undefined) return false
  if (tolerance === 0) return left === right
  const rounding = 2 * Number.EPSILON * Math.max(Math.abs(left), Math.abs(right))
  return Math.abs(left - right) <= tolerance + rounding
}
