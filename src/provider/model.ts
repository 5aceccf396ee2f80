import type { Spend } from './spend.ts'

/** The words shared by all models. What a provider needs beyond them stays in its adapter. */
export interface ModelRequest {
  readonly messages: readonly ModelMessage[]
  readonly tools: readonly ModelTool[]
  readonly parameters: RequestParameters
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  /** Parts in a message of the user only. */
  readonly content: string | readonly ContentPart[]
  /** Of the assistant: what it called. The messages of tools that follow answer, each call once. */
  readonly calls?: readonly CallOfTool[]
  /** Of a tool: the call that it answers. */
  readonly answers?: Pick<CallOfTool, 'id' | 'name'>
}

interface CallOfTool {
  /** Unique in the conversation; what every provider takes. */
  readonly id: string
  readonly name: string
  readonly arguments: { readonly [key: string]: unknown }
}

export type ContentPart = { readonly type: 'text'; readonly text: string } | FilePart

/** A file that is sent along, whole. */
export interface FilePart {
  readonly type: 'image' | 'file'
  /** As its content says, whatever its name: `image/png`, `application/pdf`, … */
  readonly mediaType: string
  /** Its name without folders, which some models see. */
  readonly name: string
  /** Base64. */
  readonly data: string
}

interface ModelTool {
  readonly name: string
  readonly description?: string
  /** JSON Schema. */
  readonly parameters: { readonly [key: string]: unknown }
  /** Whether the provider must hold the arguments to the schema. Absent: as the provider does by itself. */
  readonly strict?: boolean
}

export interface RequestParameters {
  readonly temperature?: number
  readonly topP?: number
  /** Always set: an unknown model may otherwise produce 128,000 tokens. */
  readonly maxOutputTokens: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly frequencyPenalty?: number
  readonly presencePenalty?: number
  readonly reasoningEffort?: string
  readonly responseFormat?:
    | { readonly type: 'text' }
    | { readonly type: 'json'; readonly schema?: { readonly [key: string]: unknown } }
}

export interface ToolCall {
  readonly name: string
  /** As the model wrote it; text that is not JSON stays a string. */
  readonly arguments: unknown
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'other'

export interface ModelReply {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly finishReason: FinishReason
  /** The model that the provider says it served. */
  readonly servedModel?: string
  /** What the provider calls the configuration that it served the model with (OpenAI's `system_fingerprint`). */
  readonly fingerprint?: string
  readonly usage: {
    /** Whatever of them came from a cache. */
    readonly inputTokens?: number
    readonly outputTokens?: number
    /** Of the input tokens, those read from the provider's cache of prompts; absent: none, or not said. */
    readonly cacheReadTokens?: number
    readonly cacheWriteTokens?: number
  }
  /** Milliseconds of the successful attempt, queueing and retries excluded. */
  readonly latencyMs: number
  /** Milliseconds from sending the successful attempt to the first byte of its reply's body; only of a reply that was asked for as a stream. */
  readonly firstByteMs?: number
  /** What of the request the provider does not take, and was not sent so; one sentence each. */
  readonly warnings: readonly string[]
  /** Requests sent for this reply, retries included; ≥ 1. */
  readonly attempts: number
  /** Milliseconds in which attempts waited for their turn: our limits and budgets, not the provider. */
  readonly queueMs: number
  /** Milliseconds of attempts that failed and of the waits after them. */
  readonly retryMs: number
}

export interface CallContext {
  /** Aborts the call; the rejection is then the signal's reason. */
  readonly signal: AbortSignal
  /**
   * Names this draw: the seed of the run, arm, case and trial. Only simulated models look at it: the same key gives the same reply.
   */
  readonly drawKey: string
  /** Position of the pair in the run's order, from 0; lets a simulated model drift. */
  readonly position: number
  /** Ask for the reply as a stream, so that the time to its first byte is known. Costs CPU; the reply is the same. */
  readonly stream?: boolean
  /** What the call counts against; absent: the budget of the run. */
  readonly spend?: Spend
}

/** US dollars per million tokens. */
export interface Price {
  readonly inputPerMillion: number
  readonly outputPerMillion: number
  /** Of input tokens that the provider has in its cache, or takes into it; absent: they cost what the others do. */
  readonly cacheReadPerMillion?: number
  readonly cacheWritePerMillion?: number
}

/** A model behind `provider/model`, with transport, limiter and retries around it. */
export interface Model {
  readonly id: string
  /** List price; `undefined` when it is not known. */
  readonly price: Price | undefined
  /**
   * @throws ProviderError after the last retry; the abort reason when `context.signal` aborts.
   */
  call(request: ModelRequest, context: CallContext): Promise<ModelReply>
}
