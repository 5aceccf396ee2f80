import { UserError } from '../../boundary/finding.ts'
import type { MatcherContext } from './match.ts'
import { parseNumber } from './parse-number.ts'

/**
 * A number of the definition, or the number that its template gives: a number, or a text that is one (CSV columns are text).
 * @throws UserError when it is neither.
 */
export function fillNumber(context: MatcherContext, key: string, leaf: number | string): number {
  const filled = context.fill(leaf)
  const number = typeof filled === 'string' ? parseNumber(filled) : filled
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new UserError({
    message: `\`${key}\` must be a number, but it is ${describe(filled)}`,
    hint: 'write a number, or a variable that holds one',
  })
}

/**
 * A text of the definition with its templates filled; a variable that holds a number or a boolean gives its text.
 * @throws UserError when it is null, a list or a map.
 */
export function fillText(context: Pick<MatcherContext, 'fill'>, key: string, leaf: string): string {
  const filled = context.fill(leaf)
  const text = scalarText(filled)
  if (text !== undefined) return text
  throw new UserError({
    message: `\`${key}\` must be a text, but it is ${describe(filled)}`,
    hint: 'write a text, or a variable that holds one',
  })
}

/** The text of a scalar: itself, or a number or boolean as JSON writes it; `undefined` for null, lists and maps. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** @throws UserError when a text to search for is empty: every output contains it, so nothing would be checked. */
export function refuseEmpty(context: MatcherContext, key: string, text: string): void {
  if (text !== '' || context.subject !== 'output') return
  throw new UserError({
    message: `\`${key}\` looks for an empty text, which is in every output`,
    hint: 'give the text to look for, or leave this matcher out',
  })
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 60))}` : String(value)
}
