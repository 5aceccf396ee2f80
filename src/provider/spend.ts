import { ProviderError } from './provider-error.ts'

export interface SpendCaps {
  /** US dollars; absent: not capped. */
  readonly usd?: number
  /** Requests to models, retries included; absent: not capped. */
  readonly calls?: number
}

/**
 * What a run may spend. Each request reserves before it is sent, so that requests in flight together cannot pass a cap that each of
 * them alone would keep.
 */
export interface Spend {
  /**
   * Takes one call, and dollars until the reservation is settled. Waits while it would only fit once requests in flight have
   * settled for less than they reserved.
   * @param usd the most that the request may cost; `undefined`: its price is not known.
   * @throws ProviderError `budget`, final, when a cap leaves no room; the abort reason when `signal` aborts.
   */
  reserve(usd: number | undefined, signal: AbortSignal): Promise<Reservation>
  totals(): SpendTotals
}

interface Reservation {
  /**
   * Replaces the reserved dollars by what the request cost. Called exactly once.
   * @param usd `undefined` when that is not known: then the reservation counts as spent.
   */
  settle(usd: number | undefined): void
}

interface SpendTotals {
  readonly calls: number
  /** Dollars settled, at list price. */
  readonly usd: number
  /** Calls of models without a known price; their cost is missing in `usd`. */
  readonly unpricedCalls: number
}

export function createSpend(caps: SpendCaps): Spend {
  let calls = 0
  let unpricedCalls = 0
  let settled = 0
  let reserved = 0
  let inFlight = 0
  const waiting = new Set<() => void>()

  const wake = () => {
    for (const resume of waiting) resume()
    waiting.clear()
  }

  return {
    async reserve(usd, signal) {
      if (caps.usd !== undefined && usd === undefined) {
        throw refusal('the price of this model is not known, so that the cap in dollars cannot be kept')
      }
      const amount = usd ?? 0
      for (;;) {
        signal.throwIfAborted()
        if (caps.calls !== undefined && calls + 1 > caps.calls) {
          throw refusal(`the budget of ${caps.calls} calls is spent`)
        }
        if (caps.usd === undefined || settled + reserved + amount <= caps.usd) break
        if (inFlight === 0 || settled + amount > caps.usd) {
          throw refusal(`the budget of $${caps.usd} leaves no room for another request`)
        }
        await settlement(waiting, signal)
      }
      calls += 1
      if (usd === undefined) unpricedCalls += 1
      inFlight += 1
      reserved += amount
      return {
        settle(actual) {
          inFlight -= 1
          // Sums of floating-point numbers leave crumbs, for which nobody should wait.
          reserved = inFlight === 0 ? 0 : reserved - amount
          settled += actual ?? amount
          wake()
        },
      }
    },
    totals: () => ({ calls, usd: settled, unpricedCalls }),
  }
}

/** Resolves at the next settlement. */
function settlement(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const resume = () => {
      signal.removeEventListener('abort', abort)
      resolve()
    }
    const abort = () => {
      waiting.delete(resume)
      reject(signal.reason)
    }
    waiting.add(resume)
    signal.addEventListener('abort', abort, { once: true })
  })
}

function refusal(message: string): ProviderError {
  return new ProviderError(message, { kind: 'budget', final: true })
}
