import type { Template } from '../boundary/template.ts'
import type { FilePart, ModelMessage } from '../provider/model.ts'
import type { Assertion } from './assertion.ts'
import type { ScorerDefinition } from './scorer-definition.ts'

/** A `*.eval.yaml` with everything it refers to read, parsed and checked. A plain value: no file is read after this. */
export interface Suite {
  readonly name: string
  /** Repository-relative path of the suite file. */
  readonly file: string
  readonly target: Target
  /** At least one; ids are unique. */
  readonly cases: readonly Case[]
  /** By scorer name, in the order of the file. */
  readonly scorers: ReadonlyMap<string, ScorerDefinition>
  readonly assertions: readonly Assertion[]
  /** Cases and tools that the suite declares deterministic: run once per arm. */
  readonly deterministic: boolean
  /** Every file that was read for it, the suite file first; sorted after that. */
  readonly files: readonly string[]
  /** Where things stand in the files, for findings and annotations. Keys: `target.prompt`, `assert.0`, `scorers.queue`, `cases.<id>`. */
  readonly places: ReadonlyMap<string, Place>
}

export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What is run. Only `prompt` can be run by this version; the others are parsed and checked. */
export type Target = PromptTarget | HttpTarget | CommandTarget

export interface PromptTarget {
  readonly kind: 'prompt'
  readonly messages: readonly PromptMessage[]
  /** `provider/model`; the provider is a key of the policy's `providers`. */
  readonly model: string
  readonly tools: readonly ToolDefinition[]
  readonly parameters: ModelParameters
  /** Files that its parts were read from, besides the suite file; partials and included schemas count. Sorted. */
  readonly files: {
    readonly prompt: readonly string[]
    readonly tools: readonly string[]
    readonly parameters: readonly string[]
  }
  /** Simulated tools (a later version runs them). */
  readonly simulate?: string
  readonly maxSteps?: number
}

interface HttpTarget {
  readonly kind: 'http'
  readonly definition: unknown
}

interface CommandTarget {
  readonly kind: 'command'
  readonly definition: unknown
}

export interface PromptMessage {
  readonly role: Exclude<ModelMessage['role'], 'tool'>
  readonly content: Template | readonly PromptPart[]
}

type PromptPart = { readonly type: 'text'; readonly template: Template } | FilePart

/** A tool as the model sees it. `parameters` is a JSON Schema. */
export interface ToolDefinition {
  readonly name: string
  readonly description?: string
  readonly parameters: JsonObject
  readonly strict?: boolean
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}

export interface ModelParameters {
  readonly temperature?: number
  readonly topP?: number
  readonly maxOutputTokens?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly frequencyPenalty?: number
  readonly presencePenalty?: number
  readonly reasoningEffort?: string
  readonly responseFormat?:
    | { readonly type: 'text' }
    | { readonly type: 'json'; readonly schema?: JsonObject }
}

/** One input with its expectations. */
export interface Case {
  /** Given, or `case-` and 8 hexadecimal digits of the hash of its inputs; never its position. */
  readonly id: string
  readonly vars: JsonObject
  readonly expected?: JsonValue
  readonly tags: readonly string[]
  /** Positive, finite; default 1. */
  readonly weight: number
  /** Messages of the conversation that follow the prompt. */
  readonly messages: readonly ModelMessage[]
  /** Simulated answers of tools (a later version uses them). */
  readonly tools?: JsonValue
  readonly place: Place
  /** Repository-relative paths of the files in its messages, sorted; absent without any. */
  readonly files?: readonly string[]
}
