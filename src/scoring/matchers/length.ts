import type { Definition, Match, Matcher, MatcherContext } from './match.ts'
import { refuseList } from './refuse-list.ts'
import { jsonOf, textOf } from './subject.ts'

/**
 * `length` within the bounds, both inclusive. Characters are Unicode code points; words are runs of anything but white space;
 * items are those of a list, for which the whole output is read as JSON. What has no such length does not match.
 */
export function length(definition: Definition<'length'>, context: MatcherContext): Matcher {
  const { unit, min = 0, max = Infinity } = definition
  const isWithin = (count: number) => count >= min && count <= max
  if (unit === 'items') {
    return (subject): Match => {
      const reading = jsonOf(subject)
      return reading.readable ? Array.isArray(reading.value) && isWithin(reading.value.length) : 'unreadable'
    }
  }
  refuseList(context, 'length')
  const count = unit === 'characters' ? countCharacters : countWords
  return (subject) => {
    const text = textOf(subject)
    return text !== undefined && isWithin(count(text))
  }
}

function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0
}
