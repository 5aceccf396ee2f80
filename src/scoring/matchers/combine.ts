import type { Definition, Matcher, MatcherContext } from './match.ts'

/**
 * `not`, `all`, `any` in Kleene's three-valued logic: `unreadable` stays so unless the other matchers already decide.
 * The order of the matchers therefore never changes the result.
 */
export async function not(definition: Definition<'not'>, context: MatcherContext): Promise<Matcher> {
  const matcher = await context.compile(definition.matcher, context)
  return (subject) => {
    const match = matcher(subject)
    return match === 'unreadable' ? match : !match
  }
}

/** `all` is decided by the first that does not match, `any` by the first that does. */
export async function combine(
  definition: Definition<'all' | 'any'>,
  context: MatcherContext,
): Promise<Matcher> {
  const matchers = await Promise.all(definition.matchers.map((matcher) => context.compile(matcher, context)))
  const decisive = definition.kind === 'any'
  return (subject) => {
    let unreadable = false
    for (const matcher of matchers) {
      const match = matcher(subject)
      if (match === decisive) return decisive
      if (match === 'unreadable') unreadable = true
    }
    return unreadable ? 'unreadable' : !decisive
  }
}
