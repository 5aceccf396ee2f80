import type { Clock } from '../provider/clock.ts'
import { failureOf } from './request-failure.ts'

/** What of a request of Octokit's decides whether it may be sent again. */
interface RequestOptions {
  readonly method: string
  readonly url: string
}

/** A wrapper for `octokit.hook.wrap('request', …)`. */
type WrapRequest = <Options extends RequestOptions, Response>(
  request: (options: Options) => Response | Promise<Response>,
  options: Options,
) => Promise<Response>

export interface RetryOptions {
  readonly clock: Clock
  /** Ends everything. */
  readonly signal: AbortSignal
  /** Milliseconds until `signal` aborts for lack of time. */
  readonly timeLeft: () => number
}

const PAUSES_MS = [250, 1_000, 2_000, 4_000]

/**
 * Sends a request again after an outage or a limit, as long as the pause fits into the time that is left; what GitHub asks for with
 * `retry-after` is honoured. What may have been carried out and must not be
 * twice is not repeated: its caller looks first.
 */
export function retryingRequests({ clock, signal, timeLeft }: RetryOptions): WrapRequest {
  return async (request, options) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await request(options)
      } catch (error) {
        const pause = pauseBefore(error, options, attempt)
        if (signal.aborted || pause === undefined || pause >= timeLeft()) throw error
        await clock.sleep(pause, signal)
      }
    }
  }
}

/** Milliseconds, or `undefined` when another attempt makes no sense. */
function pauseBefore(error: unknown, options: RequestOptions, attempt: number): number | undefined {
  const failure = failureOf(error)
  const pause = PAUSES_MS[attempt]
  if (pause === undefined) return undefined
  switch (failure.kind) {
    case 'limited':
      return Math.max(pause, failure.retryAfterMs ?? 0)
    case 'outage':
    case 'no-answer':
      return isRepeatable(options) ? pause : undefined
    case 'refused':
      return undefined
  }
}

/** Writing a comment's text twice is the same as once; making one is not, nor is a change of a check run, which appends. */
function isRepeatable({ method, url }: RequestOptions): boolean {
  return method !== 'POST' && !(method === 'PATCH' && url.includes('/check-runs/'))
}
