import { fillText, refuseEmpty } from './fill-leaf.ts'
import { foldCase } from './fold-case.ts'
import type { Definition, Matcher, MatcherContext } from './match.ts'
import { refuseList } from './refuse-list.ts'
import { textOf } from './subject.ts'

/** `starts-with` and `ends-with`, on the text exactly as it is, white space included. */
export function affix(definition: Definition<'starts-with' | 'ends-with'>, context: MatcherContext): Matcher {
  const { kind, ignoreCase } = definition
  refuseList(context, kind)
  const filled = fillText(context, kind, definition.value)
  refuseEmpty(context, kind, filled)
  const wanted = foldCase(filled, ignoreCase)
  return (subject) => {
    const text = textOf(subject)
    if (text === undefined) return false
    const folded = foldCase(text, ignoreCase)
    return kind === 'starts-with' ? folded.startsWith(wanted) : folded.endsWith(wanted)
  }
}
