import type { RequestResult } from '../../src/provider/adaptive-limiter.ts'
import type { LimitReport } from '../../src/provider/limit-headers.ts'
import type { SimulatedTime } from './simulated-time.ts'

/** A provider in simulated time: its limits and how long its answers take. */
export interface SimulatedServer {
  call(tokens: number): Promise<RequestResult>
  readonly counts: { answered: number; refused: number; most: number }
}

export interface ServerLimits {
  readonly latencyMs: (index: number) => number
  /** Refused answers take this long; default 1 ms. */
  readonly refusalMs?: number
  readonly inFlight?: number
  /** A token bucket of requests. */
  readonly perSecond?: number
  readonly burst?: number
  /** So many requests in each window of this length. */
  readonly window?: { readonly requests: number; readonly ms: number }
  /** Refuses everything while this is true. */
  readonly shut?: (now: number) => boolean
  /** Refuses a request for reasons of its own. */
  readonly unlucky?: () => boolean
  readonly retryAfterMs?: number
  /** Says how much is left of its bucket of requests. */
  readonly announces?: boolean
  /** A bucket of tokens, announced too. */
  readonly tokensPerSecond?: number
  readonly tokenBurst?: number
}

export function simulatedServer(time: SimulatedTime, limits: ServerLimits): SimulatedServer {
  const counts = { answered: 0, refused: 0, most: 0 }
  let inFlight = 0
  let index = 0
  const burst = limits.burst ?? limits.perSecond ?? 0
  let level = burst
  const tokenBurst = limits.tokenBurst ?? 0
  let tokenLevel = tokenBurst
  let at = 0
  let inWindow = 0
  let windowStart = 0

  const report = (): LimitReport => ({
    ...(limits.announces && limits.perSecond !== undefined
      ? {
          requests: {
            limit: burst,
            remaining: Math.floor(level),
            resetMs: ((burst - level) / limits.perSecond) * 1000,
          },
        }
      : {}),
    ...(limits.tokensPerSecond === undefined
      ? {}
      : {
          tokens: {
            limit: tokenBurst,
            remaining: Math.floor(tokenLevel),
            resetMs: ((tokenBurst - tokenLevel) / limits.tokensPerSecond) * 1000,
          },
        }),
  })

  function hint(now: number): number | undefined {
    if (limits.window !== undefined) return windowStart + limits.window.ms - now
    return limits.retryAfterMs
  }

  function admits(tokens: number): boolean {
    const now = time.now()
    if (limits.shut?.(now) || limits.unlucky?.()) return false
    if (limits.inFlight !== undefined && inFlight > limits.inFlight) return false
    if (limits.window !== undefined) {
      if (now >= windowStart + limits.window.ms) {
        windowStart = now - (now % limits.window.ms)
        inWindow = 0
      }
      if (inWindow >= limits.window.requests) return false
      inWindow += 1
    }
    const passed = (now - at) / 1000
    at = now
    level = Math.min(burst, level + passed * (limits.perSecond ?? 0))
    tokenLevel = Math.min(tokenBurst, tokenLevel + passed * (limits.tokensPerSecond ?? 0))
    if (limits.perSecond !== undefined && level < 1) return false
    if (limits.tokensPerSecond !== undefined && tokenLevel < tokens) return false
    level -= 1
    tokenLevel -= tokens
    return true
  }

  return {
    counts,
    call(tokens) {
      inFlight += 1
      counts.most = Math.max(counts.most, inFlight)
      const admitted = admits(tokens)
      const facts = report()
      return new Promise((resolve) => {
        const end = (ms: number, result: RequestResult) =>
          time.after(ms, () => {
            inFlight -= 1
            resolve(result)
          })
        if (admitted) {
          counts.answered += 1
          end(limits.latencyMs(index++), {
            kind: 'answered',
            tokens: { input: tokens, output: 0 },
            report: facts,
          })
        } else {
          counts.refused += 1
          const retryAfterMs = hint(time.now())
          const told = retryAfterMs === undefined ? {} : { retryAfterMs }
          end(limits.refusalMs ?? 1, { kind: 'refused', report: { ...facts, ...told } })
        }
      })
    },
  }
}
