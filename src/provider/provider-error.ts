import type { LimitReport } from './limit-headers.ts'

export type ProviderErrorKind =
  | 'unauthorized'
  | 'not-found'
  | 'bad-request'
  | 'content-filter'
  | 'rate-limited'
  | 'quota-exhausted'
  | 'server-error'
  | 'overloaded'
  | 'timeout'
  | 'connection'
  | 'redirect'
  | 'wire-format'
  | 'refused-address'
  | 'budget'

/**
 * A request to a model that failed. Rebuilt from facts: it never carries headers, prompts, or bodies of a provider's own error,
 * because those may hold keys.
 */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind
  readonly status: number | undefined
  /** A later attempt may succeed. */
  readonly retryable: boolean
  /** What the provider asked to wait. */
  readonly retryAfterMs: number | undefined
  /** No request to this provider can succeed any more in this run: bad key, exhausted quota. */
  readonly final: boolean
  readonly attempts: number
  /** What the provider said about its limits beside the error. */
  readonly limits: LimitReport | undefined

  constructor(
    message: string,
    details: {
      readonly kind: ProviderErrorKind
      readonly status?: number
      readonly retryable?: boolean
      readonly retryAfterMs?: number
      readonly final?: boolean
      readonly attempts?: number
      readonly limits?: LimitReport
      readonly cause?: unknown
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ProviderError'
    this.kind = details.kind
    this.status = details.status
    this.retryable = details.retryable ?? false
    this.retryAfterMs = details.retryAfterMs
    this.final = details.final ?? false
    this.attempts = details.attempts ?? 1
    this.limits = details.limits
  }
}
