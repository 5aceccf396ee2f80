import { UserError } from '../../boundary/finding.ts'
import { deepEqual, type Equality } from './deep-equal.ts'
import { fillNumber } from './fill-leaf.ts'
import type { Definition, Match, Matcher, MatcherContext } from './match.ts'
import { jsonOf } from './subject.ts'

/**
 * `equals`. A selected value is compared as it is. Of the whole output, a list or a map is compared with the output read as JSON;
 * anything else with the output's text, both without surrounding white space, which models add and drop at will.
 */
export function equals(definition: Definition<'equals'>, context: MatcherContext): Matcher {
  const value = context.fill(definition.value)
  const equality = fillEquality(definition, context)
  if (context.subject !== 'output' || (typeof value === 'object' && value !== null)) {
    return (subject): Match => {
      const reading = jsonOf(subject)
      return reading.readable ? deepEqual(value, reading.value, equality) : 'unreadable'
    }
  }
  const wanted = typeof value === 'string' ? value.trim() : value
  return (subject) => subject.from === 'output' && deepEqual(wanted, subject.text.trim(), equality)
}

function fillEquality(definition: Definition<'equals'>, context: MatcherContext): Equality {
  const { coerce, ignoreCase } = definition
  const tolerance =
    definition.tolerance === undefined ? 0 : fillNumber(context, 'tolerance', definition.tolerance)
  if (tolerance < 0) {
    throw new UserError({ message: '`tolerance` is below zero', hint: 'give the largest difference allowed' })
  }
  return { coerce, ignoreCase, tolerance }
}
