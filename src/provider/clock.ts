/** Time as logic sees it, so that tests run in virtual time. */
export interface Clock {
  /** Milliseconds, monotonic; the origin means nothing. */
  now(): number
  /** @throws the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => performance.now(),
  // Not `node:timers/promises`: that makes an error with a stack for every sleep that is cut short, as most time limits are.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const wake = () => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      const abort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', abort, { once: true })
    }),
}

/** A time of its own that passes only by waiting, and then at once: for simulated models that report their latency and do not wait. */
export function withoutWaiting(): Clock {
  let now = 0
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      now += ms
    },
  }
}
