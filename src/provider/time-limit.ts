import type { Clock } from './clock.ts'
import { withLinkedSignal } from './linked-signal.ts'
import { ProviderError } from './provider-error.ts'

/** Stops the timer; a reason of its own spares an exception with a stack for every request. */
const IN_TIME = 'in time'

/**
 * Runs one request for at most `limitMs` in all.
 * @throws ProviderError `timeout`, retryable; the abort reason when `signal` aborts; whatever `run` throws.
 */
export function withTimeLimit<T>(
  run: (signal: AbortSignal) => Promise<T>,
  options: { readonly limitMs: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  return withLinkedSignal([options.signal], async (signal, abort) => {
    const timer = new AbortController()
    options.clock.sleep(options.limitMs, timer.signal).then(
      () => abort(timeout(options.limitMs)),
      () => {},
    )
    try {
      return await run(signal)
    } finally {
      timer.abort(IN_TIME)
    }
  })
}

function timeout(limitMs: number): ProviderError {
  return new ProviderError(`it did not answer within ${limitMs / 1000} s`, {
    kind: 'timeout',
    retryable: true,
  })
}
