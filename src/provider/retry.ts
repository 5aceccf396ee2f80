import { changeError } from './change-error.ts'
import type { Clock } from './clock.ts'
import { ProviderError } from './provider-error.ts'

const MAX_ATTEMPTS = 5
const BACKOFF_BASE_MS = 500
const BACKOFF_CAP_MS = 30_000

/** Keeps retries of a whole provider from becoming a storm of their own. */
export interface RetryBudget {
  /** Counts a first attempt. */
  countRequest(): void
  /** Takes one retry; false when none is left. */
  takeRetry(): boolean
}

/** 20 retries and 35 % of the requests made so far. */
export function createRetryBudget(): RetryBudget {
  let requests = 0
  let retries = 0
  return {
    countRequest() {
      requests += 1
    },
    takeRetry() {
      if (retries + 1 > 20 + 0.35 * requests) return false
      retries += 1
      return true
    },
  }
}

/**
 * Calls `attempt` with 1, 2, … up to 5 until it resolves. Between attempts waits the larger of the provider's hint and
 * exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015): uniform in [0, min(30 s, .5 s · 2ⁿ)).
 * @throws ProviderError of the last attempt, with the number of attempts; any other error of an attempt as it is; the abort
 *   reason when `signal` aborts during a wait.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: {
    readonly budget: RetryBudget
    readonly clock: Clock
    /** Uniform in [0, 1). */
    readonly random: () => number
    readonly signal: AbortSignal
  },
): Promise<{ readonly value: T; readonly attempts: number }> {
  options.budget.countRequest()
  for (let number = 1; ; number += 1) {
    try {
      return { value: await attempt(number), attempts: number }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      const again = error.retryable && !error.final && number < MAX_ATTEMPTS && options.budget.takeRetry()
      if (!again) throw number === 1 ? error : afterAttempts(error, number)
      const backoff = options.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (number - 1))
      await options.clock.sleep(Math.max(error.retryAfterMs ?? 0, backoff), options.signal)
    }
  }
}

function afterAttempts(error: ProviderError, attempts: number): ProviderError {
  return changeError(error, { message: `${error.message} (${attempts} attempts)`, attempts })
}
