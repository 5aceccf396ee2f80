import type { MatcherDefinition } from '../../suite/scorer-definition.ts'
import type { JsonValue } from '../../suite/suite.ts'
import type { Subject } from './subject.ts'

/**
 * What a matcher says of a subject. `unreadable`: it cannot tell, because the output is not what it needs (JSON, a number).
 * An unreadable output scores 0, under `not` as well: garbage never passes because of what it is not.
 */
export type Match = boolean | 'unreadable'

export type Matcher = (subject: Subject) => Match

/** What compiling a matcher needs from around it. */
export interface MatcherContext {
  /** What the matcher will see: the whole output, one selected value, or the list of all selected values. */
  readonly subject: 'output' | 'value' | 'list'
  /** Fills the templates in a leaf of the definition from the case; throws when a variable is missing. */
  fill(value: JsonValue): JsonValue
  /** Compiles a nested matcher. */
  compile(definition: MatcherDefinition, context: MatcherContext): Promise<Matcher>
}

/** The definition of one kind of matcher. */
export type Definition<Kind extends MatcherDefinition['kind']> = Extract<
  MatcherDefinition,
  { readonly kind: Kind }
>
