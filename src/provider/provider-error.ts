import type { LimitReport } from './limit-report.ts'

export type ProviderErrorKind =
  | 'unauthorized'
  | 'not-found'
  | 'bad-request'
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
  /** What its headers said of the provider's limits. */
  readonly limits: LimitReport | undefined
  /** No request to this provider can succeed any more in this run: bad key, exhausted quota. */
  readonly final: boolean
  readonly attempts: number

  constructor(
    message: string,
    details: {
      readonly kind: ProviderErrorKind
      readonly status?: number
      readonly retryable?: boolean
      readonly retryAfterMs?: number
      readonly limits?: LimitReport
      readonly final?: boolean
      readonly attempts?: number
      readonly cause?: unknown
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ProviderError'
    this.kind = details.kind
    this.status = details.status
    this.retryable = details.retryable ?? false
    this.retryAfterMs = details.retryAfterMs
    this.limits = details.limits
    this.final = details.final ?? false
    this.attempts = details.attempts ?? 1
  }
}
