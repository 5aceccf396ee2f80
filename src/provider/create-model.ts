import type { Adapter, AdapterReply } from './adapter.ts'
import type { AdaptiveLimiter, RequestResult } from './adaptive-limiter.ts'
import { changeError } from './change-error.ts'
import type { Clock } from './clock.ts'
import type { FlightSlots } from './flight-slots.ts'
import type { CallContext, Model, ModelReply, ModelRequest } from './model.ts'
import { withPatience } from './patience.ts'
import { estimateCost, mostTokens, replyCost } from './prices.ts'
import { ProviderError } from './provider-error.ts'
import type { ProviderHealth } from './provider-health.ts'
import { type RetryBudget, withRetries } from './retry.ts'
import { REFUSED, type Spend } from './spend.ts'
import type { TimeLimit } from './time-limit.ts'

/** What all models of one provider share. */
export interface ProviderGuards {
  readonly slots: FlightSlots
  readonly retryBudget: RetryBudget
  readonly health: ProviderHealth
  /** The time in which retries and the limiter wait. */
  readonly pace: Clock
}

export interface ModelOptions {
  readonly id: string
  readonly price: Model['price']
  readonly adapter: Adapter
  /** Says whose error it is, and what to do about it. */
  readonly nameError: (error: ProviderError) => ProviderError
  readonly guards: ProviderGuards
  /** Shared by the models of one family. */
  readonly limiter: AdaptiveLimiter
  readonly timeLimit: TimeLimit
  readonly spend: Spend
  readonly random: () => number
  /** Until the run's deadline, milliseconds; `undefined` where it has none. */
  readonly timeLeftMs: () => number | undefined
}

/** Where the time of a call went, apart from the answered attempt. */
interface Waits {
  sent: number
  queueMs: number
  sendingMs: number
}

/**
 * Puts around an adapter what every request goes through, from the outside in: retries, the provider's health, the limiter, the
 * reservation of money, the time limit.
 */
export function createModel(options: ModelOptions): Model {
  const { adapter, guards, limiter, spend, price } = options
  const { health, pace, retryBudget } = guards
  const waitSignals = new WeakMap<AbortSignal, AbortSignal>()
  let missing: ProviderError | undefined
  let inFlight = 0

  /** Ends what waits when the caller gives up or the provider is down. Callers give one signal to all their calls. */
  function waitSignalOf(signal: AbortSignal): AbortSignal {
    let known = waitSignals.get(signal)
    if (known === undefined) {
      known = AbortSignal.any([signal, health.down])
      waitSignals.set(signal, known)
    }
    return known
  }

  async function attempt(
    request: ModelRequest,
    context: CallContext,
    number: number,
    waitSignal: AbortSignal,
    waits: Waits,
  ): Promise<AdapterReply> {
    waitSignal.throwIfAborted()
    const queuedAt = pace.now()
    const most = mostTokens(request)
    const permit = await limiter.acquire(most, waitSignal).catch((error: unknown) => {
      // What ended the wait has its name, and was counted.
      if (!(error instanceof ProviderError) || waitSignal.aborted) throw error
      const named = options.nameError(error)
      health.failed(named, { drawKey: context.drawKey, sentAt: queuedAt, inFlight })
      throw named
    })
    let result: RequestResult = { kind: 'failed' }
    try {
      if (missing !== undefined) throw missing
      const reservation = await (context.spend ?? spend).reserve(
        { usd: estimateCost(price, most), tokens: most.input + most.output },
        waitSignal,
      )
      const sentAt = pace.now()
      waits.queueMs += sentAt - queuedAt
      waits.sent += 1
      inFlight += 1
      let used: Parameters<typeof reservation.settle>[0] = REFUSED
      try {
        const reply = await options.timeLimit.run(
          (signal, onFirstByte) =>
            adapter.send(request, { ...context, signal, attempt: number, onFirstByte }),
          { attempt: number, signal: context.signal },
        )
        health.answered()
        result = answered(reply)
        used = { usd: replyCost(price, reply.usage), tokens: tokensOf(reply.usage) }
        return reply
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        const named = options.nameError(withPatience(error, options.timeLeftMs()))
        if (error.kind === 'not-found') missing = named
        health.failed(named, { drawKey: context.drawKey, sentAt, inFlight })
        if (mayBeBilled(error)) used = UNREAD
        result = failed(error)
        throw named
      } finally {
        inFlight -= 1
        waits.sendingMs = pace.now() - sentAt
        reservation.settle(used)
      }
    } finally {
      permit.release(result)
    }
  }

  return {
    id: options.id,
    price,
    async call(request, context) {
      const start = pace.now()
      const waits: Waits = { sent: 0, queueMs: 0, sendingMs: 0 }
      try {
        const signal = waitSignalOf(context.signal)
        const { value, attempts } = await withRetries(
          (number) => attempt(request, context, number, signal, waits),
          { budget: retryBudget, clock: pace, random: options.random, signal },
        )
        const elapsed = pace.now() - start
        return reply(value, attempts, waits.queueMs, elapsed - waits.queueMs - waits.sendingMs)
      } catch (error) {
        // Refused while it waited, or by a provider that is down: what was not sent is not a call.
        throw error instanceof ProviderError && error.attempts !== waits.sent
          ? changeError(error, { message: error.message, attempts: waits.sent })
          : error
      }
    },
  }
}

function reply(
  { limits: _, ...answer }: AdapterReply,
  attempts: number,
  queueMs: number,
  retryMs: number,
): ModelReply {
  return { warnings: [], ...answer, attempts, queueMs, retryMs: attempts === 1 ? 0 : Math.max(0, retryMs) }
}

function answered({ usage, limits }: AdapterReply): RequestResult {
  const { inputTokens, outputTokens } = usage
  return {
    kind: 'answered',
    ...(inputTokens === undefined || outputTokens === undefined
      ? {}
      : { tokens: { input: inputTokens, output: outputTokens } }),
    ...(limits === undefined ? {} : { report: limits }),
  }
}

function failed({ kind, retryAfterMs, limits }: ProviderError): RequestResult {
  const report = retryAfterMs === undefined ? limits : { ...limits, retryAfterMs }
  return {
    kind: kind === 'rate-limited' ? 'refused' : 'failed',
    ...(report === undefined ? {} : { report }),
  }
}

/** Its place in a plan is free again; of money and tokens, all that was reserved counts. */
const UNREAD = { usd: undefined, tokens: undefined, calls: 0 } as const

function tokensOf({ inputTokens, outputTokens }: ModelReply['usage']): number | undefined {
  return inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens
}

/** The provider may have produced, and charged for, what did not arrive. */
function mayBeBilled(error: ProviderError): boolean {
  return error.kind === 'timeout' || error.kind === 'wire-format'
}
