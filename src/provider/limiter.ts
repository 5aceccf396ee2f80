/** Decides when a request may leave. One per provider; a later one adapts its limit to what the provider answers. */
export interface Limiter {
  /** @throws the abort reason when `signal` aborts first. */
  acquire(signal: AbortSignal): Promise<Permit>
}

export interface Permit {
  /** Called exactly once, when the request has ended. */
  release(): void
}

/** At most `concurrency` permits are out; those who wait are served in the order in which they came. */
export function createLimiter(concurrency: number): Limiter {
  let free = concurrency
  const waiting = new Set<() => void>()

  const permit: Permit = {
    release() {
      const [next] = waiting
      if (next === undefined) free += 1
      else next()
    },
  }

  return {
    acquire(signal) {
      if (signal.aborted) return Promise.reject(signal.reason)
      if (free > 0) {
        free -= 1
        return Promise.resolve(permit)
      }
      return new Promise((resolve, reject) => {
        const proceed = () => {
          waiting.delete(proceed)
          signal.removeEventListener('abort', abort)
          resolve(permit)
        }
        const abort = () => {
          waiting.delete(proceed)
          reject(signal.reason)
        }
        waiting.add(proceed)
        signal.addEventListener('abort', abort, { once: true })
      })
    },
  }
}
