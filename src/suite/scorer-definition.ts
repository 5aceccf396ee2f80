import type { JsonObject, JsonValue } from './suite.ts'

/**
 * A scorer as written: leaves may hold templates (`{{expected.queue}}`) that are filled from the case, never from the output.
 * A definition is plain JSON-like data, so that two sides can be compared by content.
 */
export type ScorerDefinition = MatcherDefinition | LabelDefinition | JudgeDefinition | ProtocolDefinition

export type MatcherDefinition =
  /** Deep, typed equality; `tolerance` allows |difference| up to it on numbers; `coerce` compares numbers and booleans with their text. */
  | {
      readonly kind: 'equals'
      readonly value: JsonValue
      readonly coerce: boolean
      readonly ignoreCase: boolean
      readonly tolerance?: number | string
    }
  | {
      readonly kind: 'contains' | 'contains-all' | 'contains-any'
      readonly values: readonly JsonValue[] | string
      readonly ignoreCase: boolean
    }
  | { readonly kind: 'starts-with' | 'ends-with'; readonly value: string; readonly ignoreCase: boolean }
  | { readonly kind: 'regex'; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly kind: 'json-schema'; readonly schema: JsonObject | boolean; readonly file?: string }
  | {
      readonly kind: 'json-path'
      readonly path: string
      /** Absent: the path must select something. */
      readonly matcher?: MatcherDefinition
    }
  | {
      readonly kind: 'length'
      readonly unit: 'characters' | 'words' | 'items'
      readonly min?: number
      readonly max?: number
    }
  | { readonly kind: 'number'; readonly min?: number | string; readonly max?: number | string }
  | { readonly kind: 'not'; readonly matcher: MatcherDefinition }
  | { readonly kind: 'all' | 'any'; readonly matchers: readonly MatcherDefinition[] }

/** Says what a trial is called instead of how good it is; `distribution` compares how often each label comes. */
export type LabelDefinition = {
  readonly kind: 'label'
  readonly ignoreCase: boolean
} & (
  | { /** The whole text, or the name of the first tool call. */ readonly of: 'output' | 'tool' }
  | { readonly of: 'json-path'; readonly path: string }
)

/** Parsed and checked; this version does not run judges. */
interface JudgeDefinition {
  readonly kind: 'judge'
  readonly definition: JsonObject
}

/** Parsed and checked; this version does not run protocols. */
interface ProtocolDefinition {
  readonly kind: 'protocol'
  readonly definition: JsonObject
}
