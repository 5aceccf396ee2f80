import type { MatcherDefinition, ScorerDefinition } from './scorer-definition.ts'
import type { JsonValue } from './suite.ts'

/** A value of a scorer that is filled from each case before it is used, unless it holds no template. */
export interface FilledValue {
  readonly value: JsonValue
  /** What it becomes; the engines for patterns and paths can say whether it is one. */
  readonly use: 'value' | 'pattern' | 'json-path'
}

/** The values of a scorer that may hold templates. JSON Schemas are not among them: braces are theirs. */
export function filledValues(scorer: ScorerDefinition): readonly FilledValue[] {
  switch (scorer.kind) {
    case 'judge':
    case 'protocol':
      return []
    case 'label':
      return scorer.of === 'json-path' ? [{ value: scorer.path, use: 'json-path' }] : []
    default:
      return ofMatcher(scorer)
  }
}

function ofMatcher(matcher: MatcherDefinition): readonly FilledValue[] {
  switch (matcher.kind) {
    case 'equals':
      return values(matcher.value, matcher.tolerance)
    case 'contains':
    case 'contains-all':
    case 'contains-any':
      return values(matcher.values)
    case 'starts-with':
    case 'ends-with':
      return values(matcher.value)
    case 'regex':
      return [{ value: matcher.pattern, use: 'pattern' }]
    case 'json-path': {
      const path: FilledValue = { value: matcher.path, use: 'json-path' }
      return matcher.matcher === undefined ? [path] : [path, ...ofMatcher(matcher.matcher)]
    }
    case 'number':
      return values(matcher.min, matcher.max)
    case 'not':
      return ofMatcher(matcher.matcher)
    case 'all':
    case 'any':
      return matcher.matchers.flatMap(ofMatcher)
    case 'length':
    case 'json-schema':
      return []
  }
}

function values(...list: readonly (JsonValue | undefined)[]): readonly FilledValue[] {
  return list.filter((value) => value !== undefined).map((value) => ({ value, use: 'value' }))
}

/** Whether any text in the value has a place to fill. */
export function holdsTemplate(value: JsonValue): boolean {
  if (typeof value === 'string') return value.includes('{{')
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsTemplate)
}
