import { ProviderError } from './provider-error.ts'

/** The same failure with more to say about it. */
export function changeError(
  error: ProviderError,
  changes: { readonly message: string; readonly final?: boolean; readonly attempts?: number },
): ProviderError {
  return new ProviderError(changes.message, {
    kind: error.kind,
    retryable: error.retryable,
    final: changes.final ?? error.final,
    attempts: changes.attempts ?? error.attempts,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.limits === undefined ? {} : { limits: error.limits }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  })
}
