import { UserError } from '../../boundary/finding.ts'
import type { JsonValue } from '../../suite/suite.ts'
import { deepEqual, type Equality } from './deep-equal.ts'
import { refuseEmpty, scalarText } from './fill-leaf.ts'
import { foldCase } from './fold-case.ts'
import type { Definition, Matcher, MatcherContext } from './match.ts'
import { type Subject, textOf } from './subject.ts'

type Contains = Definition<'contains' | 'contains-all' | 'contains-any'>

interface Needle {
  readonly value: JsonValue
  /** As it is searched for in a text; `undefined` for what has no text: null, lists and maps. */
  readonly text: string | undefined
}

/**
 * `contains`, `contains-all`, `contains-any`. In a text the values are searched for as texts, exactly as written; a list
 * contains a value that equals one of its items, type included. Nothing else contains anything.
 */
export function contains(definition: Contains, context: MatcherContext): Matcher {
  const { kind, ignoreCase } = definition
  const equality: Equality = { coerce: false, ignoreCase, tolerance: 0 }
  const needles = fillNeedles(definition, context)
  return (subject) => {
    const isIn = search(subject, equality)
    return kind === 'contains-any' ? needles.some(isIn) : needles.every(isIn)
  }
}

function search(subject: Subject, equality: Equality): (needle: Needle) => boolean {
  const text = textOf(subject)
  if (text !== undefined) {
    const folded = foldCase(text, equality.ignoreCase)
    return (needle) => needle.text !== undefined && folded.includes(needle.text)
  }
  const list = subject.from === 'json-path' && Array.isArray(subject.value) ? subject.value : []
  return (needle) => list.some((item) => deepEqual(needle.value, item, equality))
}

function fillNeedles(definition: Contains, context: MatcherContext): readonly Needle[] {
  const { kind, ignoreCase } = definition
  const written = definition.values
  const filled = context.fill(typeof written === 'string' ? written.trim() : written)
  const values: readonly JsonValue[] = Array.isArray(filled) ? filled : [filled]
  return values.map((value) => {
    const text = scalarText(value)
    if (text !== undefined) refuseEmpty(context, kind, text)
    else if (context.subject === 'output') throw notAText(kind)
    return { value, text: text === undefined ? undefined : foldCase(text, ignoreCase) }
  })
}

function notAText(kind: Contains['kind']): UserError {
  return new UserError({
    message: `\`${kind}\` looks for null, a list or a map, which no text contains`,
    hint: 'give texts, or select a list with `json-path` first',
  })
}
