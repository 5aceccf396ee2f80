import type { Template } from '../boundary/template.ts'
import type { FilePart, ModelMessage, RequestParameters } from '../provider/model.ts'
import type { Assertion } from './assertion.ts'
import type { Program, ServedProgram, SideCode } from './program.ts'
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
  /** What related cases share: a variable, or tags `cluster:…`. For the interval about inputs like these alone. */
  readonly cluster?: string
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

/** What is run. */
export type Target = PromptTarget | HttpTarget | CommandTarget

export interface PromptTarget {
  readonly kind: 'prompt'
  readonly messages: readonly PromptMessage[]
  /** `provider/model`; the provider is a key of the policy's `providers`. */
  readonly model: string
  /** The model that answers when `model` fails. */
  readonly fallback?: Fallback
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

export interface Fallback {
  /** `provider/model`; not the model itself. */
  readonly model: string
  /** Of head on it, over all affected cases; ≥ 1. */
  readonly trials: number
}

export interface HttpTarget {
  readonly kind: 'http'
  /** A name of the policy's `services`; with `serve`, what messages call it. */
  readonly service: string
  readonly serve?: ServedProgram
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'GET'
  /** With templates, which stand for one part of a path each. */
  readonly path: string
  /** With templates. */
  readonly headers: Readonly<Record<string, string>>
  /** With templates; absent: the vars of the case. */
  readonly body?: JsonValue
  readonly reading: ReplyReading
  readonly timeoutSeconds?: number
  /** Globs over the repository. */
  readonly dependsOn: readonly string[]
  /** Set where sides are compared, for a target with `serve`. */
  readonly code?: SideCode
}

/** Where things stand in a reply, by JSONPath. */
export interface ReplyReading {
  /** Absent: the whole reply is the answer. */
  readonly reply?: string
  readonly trace?: string
  readonly inputTokens?: string
  readonly outputTokens?: string
  readonly costUsd?: string
  readonly steps?: string
  /** What statuses from 400 to 499 mean. */
  readonly statuses: Readonly<Record<string, AnsweredOutcome>>
}

type AnsweredOutcome = 'ok' | 'abstained' | 'refused' | 'clarified' | 'gave-up' | 'truncated'

export interface CommandTarget {
  readonly kind: 'command'
  readonly program: Program
  /** A service that the program may ask. */
  readonly serve?: ServedProgram
  readonly timeoutSeconds?: number
  /** Globs over the repository. */
  readonly dependsOn: readonly string[]
  /** Set where sides are compared. */
  readonly code?: SideCode
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

/** What a suite may leave to defaults. */
export type ModelParameters = Partial<RequestParameters>

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
