import type { MatcherDefinition } from '../../suite/scorer-definition.ts'
import { compileMatcher } from './compile-matcher.ts'
import { dependsOnCase } from './depends-on-case.ts'
import type { Matcher, MatcherContext } from './match.ts'

type Compiled = WeakMap<MatcherDefinition, Promise<Matcher> | 'for each case'>

/** By what the matcher will see, because that is compiled in. */
const compiled: Readonly<Record<MatcherContext['subject'], Compiled>> = {
  output: new WeakMap(),
  value: new WeakMap(),
  list: new WeakMap(),
}

/**
 * Compiles a matcher, and one without templates only once for all cases: a schema takes milliseconds, a suite has thousands of cases.
 * Definitions are immutable, so the same object always compiles to the same matcher.
 */
export function compileOnce(definition: MatcherDefinition, context: MatcherContext): Promise<Matcher> {
  const known = compiled[context.subject].get(definition)
  if (known !== undefined) return known === 'for each case' ? compileMatcher(definition, context) : known
  const matcher = compileMatcher(definition, context)
  compiled[context.subject].set(definition, dependsOnCase(definition) ? 'for each case' : matcher)
  return matcher
}
