import { changeError } from './change-error.ts'
import type { ProviderError } from './provider-error.ts'

/** Where the run has no deadline: what a person in front of it would still wait for. */
const WITHOUT_DEADLINE_MS = 60_000
/** Whoever asks for more speaks of a quota by the hour or day. */
const AT_MOST_MS = 300_000

/**
 * How long a provider may ask to wait, milliseconds.
 * @param leftMs until the run's deadline; `undefined` where it has none
 */
export function longestWaitMs(leftMs: number | undefined): number {
  return Math.min(AT_MOST_MS, leftMs ?? WITHOUT_DEADLINE_MS)
}

/**
 * The same error, or one that is final when the provider asks to wait for longer than this run has: nothing is gained by waiting for
 * the deadline.
 * @param leftMs until the run's deadline; `undefined` where it has none
 */
export function withPatience(error: ProviderError, leftMs: number | undefined): ProviderError {
  const longest = longestWaitMs(leftMs)
  const { retryable, retryAfterMs } = error
  if (!retryable || retryAfterMs === undefined || retryAfterMs <= longest) return error
  const seconds = Math.ceil(retryAfterMs / 1000)
  return changeError(error, {
    message: `${error.message} and asks to wait ${seconds} s, which is too long`,
    final: true,
    retryable: false,
  })
}
