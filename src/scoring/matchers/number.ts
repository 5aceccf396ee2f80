import { UserError } from '../../boundary/finding.ts'
import { fillNumber } from './fill-leaf.ts'
import type { Definition, Match, Matcher, MatcherContext } from './match.ts'
import { parseNumber } from './parse-number.ts'
import { refuseList } from './refuse-list.ts'

/**
 * `number`: a number within the bounds, both inclusive. The whole output must be one decimal number, else it is unreadable;
 * a selected value must be a JSON number, not its text.
 */
export function number(definition: Definition<'number'>, context: MatcherContext): Matcher {
  refuseList(context, 'number')
  const min = definition.min === undefined ? -Infinity : fillNumber(context, 'min', definition.min)
  const max = definition.max === undefined ? Infinity : fillNumber(context, 'max', definition.max)
  if (min > max) {
    throw new UserError({ message: '`min` is above `max`, so no number matches', hint: 'exchange them' })
  }
  return (subject): Match => {
    if (subject.from === 'json-path') return isWithin(subject.value, min, max)
    const value = parseNumber(subject.text)
    return value === undefined ? 'unreadable' : isWithin(value, min, max)
  }
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max
}
