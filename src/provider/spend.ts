import { ProviderError } from './provider-error.ts'

export interface SpendCaps {
  /** US dollars; absent: not capped. */
  readonly usd?: number
  /** Requests that were answered; absent: not capped. One that was not is asked again, in the place that a plan has for it. */
  readonly calls?: number
  /** Input and output; absent: not capped. */
  readonly tokens?: number
}

/** What one request uses. */
interface Use {
  /** `undefined`: its price is not known. */
  readonly usd: number | undefined
  /** Input and output. */
  readonly tokens: number | undefined
  /** 0: no answer came of it that could be read. */
  readonly calls?: 0
}

/**
 * What a run, or a suite of it, may spend. Each request reserves before it is sent, so that requests in flight together cannot pass a cap that
 * each of them alone would keep.
 */
export interface Spend {
  /**
   * Takes one call, and dollars and tokens until the reservation is settled. Waits while it would only fit once requests in flight have
   * settled for less than they reserved.
   * @param most that the request may use
   * @throws ProviderError `budget`, final, when a cap leaves no room; the abort reason when `signal` aborts.
   */
  reserve(most: Use & { readonly tokens: number }, signal: AbortSignal): Promise<Reservation>
  totals(): SpendTotals
}

interface Reservation {
  /**
   * Replaces what was reserved by what the request used. Called exactly once.
   * @param used where something in it is not known, the reservation counts as spent
   */
  settle(used: Use): void
}

interface SpendTotals {
  readonly calls: number
  /** Dollars settled, at list price. */
  readonly usd: number
  /** Input and output, settled. */
  readonly tokens: number
  /** Calls of models without a known price; their cost is missing in `usd`. */
  readonly unpricedCalls: number
}

/** A request that nothing is known of that it would cost. */
export const UNMETERED = { usd: 0, tokens: 0 } as const

/** A request that the other side refused, or that never reached it: it may be sent again, and a retry must not cost a trial its call. */
export const REFUSED = { usd: 0, tokens: 0, calls: 0 } as const

/**
 * @param of what the caps are for, as messages name it
 * @param within what is spent here is spent there too, and has to fit there
 */
export function createSpend(caps: SpendCaps, of = '', within?: Spend): Spend {
  let calls = 0
  let unpricedCalls = 0
  let inFlight = 0
  const usd = createMeter(caps.usd)
  const tokens = createMeter(caps.tokens)
  const waiting = new Set<() => void>()

  function fullMeter(most: Use & { readonly tokens: number }) {
    const dollars = most.usd ?? 0
    if (!usd.hasRoom(dollars)) return { meter: usd, amount: dollars, cap: `$${caps.usd}` }
    if (!tokens.hasRoom(most.tokens))
      return { meter: tokens, amount: most.tokens, cap: `${caps.tokens} tokens` }
    return undefined
  }

  /** Checks and takes in one go: whoever asks at the same time finds it taken. */
  async function take(most: Use & { readonly tokens: number }, signal: AbortSignal): Promise<void> {
    if (caps.usd !== undefined && most.usd === undefined) {
      throw refusal('the price of this model is not known, so that the cap in dollars cannot be kept')
    }
    for (;;) {
      signal.throwIfAborted()
      if (caps.calls !== undefined && calls + 1 > caps.calls) {
        throw refusal(`the budget${of} of ${caps.calls} calls is spent`)
      }
      const full = fullMeter(most)
      if (full === undefined) break
      if (inFlight === 0 || !full.meter.mayHaveRoom(full.amount)) {
        throw refusal(`the budget${of} of ${full.cap} leaves no room for another request`)
      }
      await settlement(waiting, signal)
    }
    calls += 1
    inFlight += 1
    usd.reserve(most.usd ?? 0)
    tokens.reserve(most.tokens)
  }

  function end(most: Use & { readonly tokens: number }, used: Use): void {
    inFlight -= 1
    calls -= used.calls === 0 ? 1 : 0
    usd.settle(most.usd ?? 0, used.usd, inFlight)
    tokens.settle(most.tokens, used.tokens, inFlight)
    for (const resume of waiting) resume()
    waiting.clear()
  }

  return {
    async reserve(most, signal) {
      await take(most, signal)
      let outer: Reservation | undefined
      try {
        outer = await within?.reserve(most, signal)
      } catch (error) {
        end(most, REFUSED)
        throw error
      }
      if (most.usd === undefined) unpricedCalls += 1
      return {
        settle(used) {
          end(most, used)
          outer?.settle(used)
        },
      }
    },
    totals: () => ({ calls, usd: usd.settled(), tokens: tokens.settled(), unpricedCalls }),
  }
}

function createMeter(cap = Number.POSITIVE_INFINITY) {
  let settled = 0
  let reserved = 0
  return {
    settled: () => settled,
    hasRoom: (amount: number) => settled + reserved + amount <= cap,
    /** Once those in flight have settled for less than they reserved. */
    mayHaveRoom: (amount: number) => settled + amount <= cap,
    reserve(amount: number) {
      reserved += amount
    },
    settle(amount: number, used: number | undefined, inFlight: number) {
      // Sums of floating-point numbers leave crumbs, for which nobody should wait.
      reserved = inFlight === 0 ? 0 : reserved - amount
      settled += used ?? amount
    },
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
