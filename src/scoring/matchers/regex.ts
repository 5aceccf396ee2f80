import { unlessRefused, unlessTooHard } from './engine.ts'
import { fillText } from './fill-leaf.ts'
import type { Definition, Match, Matcher, MatcherContext } from './match.ts'
import { refuseList } from './refuse-list.ts'
import { textOf } from './subject.ts'

/** `regex`: the pattern is found somewhere in the text. A variable in the pattern is part of the pattern, not quoted. */
export async function regex(definition: Definition<'regex'>, context: MatcherContext): Promise<Matcher> {
  refuseList(context, 'regex')
  const { compilePattern, PatternError } = await import('../../boundary/pattern.ts')
  const { ignoreCase } = definition
  const source = fillText(context, 'regex', definition.pattern)
  const pattern = unlessRefused(PatternError, () => compilePattern(source, { ignoreCase }))
  return (subject): Match => {
    const text = textOf(subject)
    return text !== undefined && unlessTooHard(PatternError, () => pattern.test(text))
  }
}
