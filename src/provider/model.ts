/** The words shared by all models. What a provider needs beyond them stays in its adapter. */
export interface ModelRequest {
  readonly messages: readonly ModelMessage[]
  readonly tools: readonly ModelTool[]
  readonly parameters: RequestParameters
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
}

interface ModelTool {
  readonly name: string
  readonly description?: string
  /** JSON Schema. */
  readonly parameters: { readonly [key: string]: unknown }
}

interface RequestParameters {
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
  readonly usage: { readonly inputTokens?: number; readonly outputTokens?: number }
  /** Milliseconds of the successful attempt, queueing and retries excluded. */
  readonly latencyMs: number
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
}

/** A model behind `provider/model`, with transport, limiter and retries around it. */
export interface Model {
  readonly id: string
  /** List price; `undefined` when it is not known. */
  readonly price: { readonly inputPerMillion: number; readonly outputPerMillion: number } | undefined
  /**
   * @throws ProviderError after the last retry; the abort reason when `context.signal` aborts.
   */
  call(request: ModelRequest, context: CallContext): Promise<ModelReply>
}
