import type * as z from 'zod'

/** Plain words for zod's findings; a schema's own messages go before these. */
export function messageOfIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const got = `got ${describeValue(issue.input)}`
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES.get(issue.expected) ?? issue.expected}, ${got}`
    case 'invalid_value': {
      const values = issue.values.map((value) => JSON.stringify(value)).join(', ')
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${values}, ${got}`
    }
    case 'too_small':
      return `expected ${limit(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}, ${got}`
    case 'too_big':
      return `expected ${limit(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}, ${got}`
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}, ${got}`
    case 'invalid_format':
      return `expected text of the form ${issue.pattern ?? issue.format}, ${got}`
    default:
      return undefined
  }
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['null', 'null'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
  ['never', 'nothing'],
])

function limit(origin: string, comparison: string, bound: number | bigint): string {
  if (origin === 'string') return `${comparison} ${bound} ${bound === 1 ? 'character' : 'characters'}`
  if (origin === 'array' || origin === 'set')
    return `${comparison} ${bound} ${bound === 1 ? 'item' : 'items'}`
  return `a number ${comparison === 'more than' || comparison === 'less than' ? comparison.replace('more', 'greater') : `of ${comparison}`} ${bound}`
}

/** A value as an error names it: `text "abc"`, `the number 5`, `a list`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
    case 'number':
      return `the number ${value}`
    case 'boolean':
      return String(value)
    case 'undefined':
      return 'nothing'
    default:
      if (value === null) return 'null'
      if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
      return 'a mapping'
  }
}
