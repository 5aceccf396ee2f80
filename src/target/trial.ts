import type { ToolCall } from '../provider/model.ts'

/** `design.md` §2. Only `infra-error` has no score. */
export type Outcome =
  | 'ok'
  | 'abstained'
  | 'refused'
  | 'clarified'
  | 'gave-up'
  | 'truncated'
  | 'invalid'
  | 'infra-error'

export type Arm = 'base' | 'head'

/** What one run of the target on a case gave, before scoring. */
export interface TrialResult {
  readonly outcome: Outcome
  /** The model's text. Empty for `infra-error`. */
  readonly output: string
  readonly trace: readonly TraceStep[]
  readonly quantities: Quantities
  /** Requests sent for this trial, retries included; 0 when none was sent. */
  readonly attempts: number
  /** Served model id. */
  readonly model?: string
  /** The configuration of the served model, as far as the provider names one. */
  readonly fingerprint?: string
  /** What the provider does not take of the request, with the model's id; lines that are safe to print. */
  readonly notes?: readonly string[]
  /** `infra-error` only: one line that is safe to print. */
  readonly error?: string
}

export type TraceStep =
  | { readonly type: 'message'; readonly role: 'assistant'; readonly content: string }
  | ({ readonly type: 'tool-call' } & ToolCall)

/** Units are in the names. An absent entry is unknown, never zero. */
export interface Quantities {
  /** At list price. */
  readonly cost_usd?: number
  /** What is likely to be billed, where the provider's cache of prompts makes that another amount. */
  readonly billed_usd?: number
  /** Of the attempt that was answered: neither our queue nor retries are in it. */
  readonly latency_ms?: number
  /** Of the attempt that was answered; only where replies are streamed. */
  readonly first_byte_ms?: number
  /** Waiting for its turn: the provider's limits and our budgets. */
  readonly queue_ms?: number
  /** Failed attempts and the waits after them. */
  readonly retry_ms?: number
  readonly input_tokens?: number
  readonly output_tokens?: number
  readonly steps?: number
  /** Requests sent, retries included. */
  readonly attempts?: number
}
