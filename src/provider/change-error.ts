import { ProviderError } from './provider-error.ts'

/** The same failure with more to say about it. */
export function changeError(
  error: ProviderError,
  changes: {
    readonly message: string
    readonly final?: boolean
    readonly retryable?: boolean
    readonly attempts?: number
  },
): ProviderError {
  return new ProviderError(changes.message, {
    kind: error.kind,
    retryable: changes.retryable ?? error.retryable,
    final: changes.final ?? error.final,
    attempts: changes.attempts ?? error.attempts,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.limits === undefined ? {} : { limits: error.limits }),
  })
}
