import type { Adapter, AdapterReply } from './adapter.ts'
import { changeError } from './change-error.ts'
import type { Clock } from './clock.ts'
import type { Limiter } from './limiter.ts'
import { withLinkedSignal } from './linked-signal.ts'
import type { CallContext, Model, ModelRequest } from './model.ts'
import { estimateCost, replyCost } from './prices.ts'
import { ProviderError } from './provider-error.ts'
import type { ProviderHealth } from './provider-health.ts'
import { type RetryBudget, withRetries } from './retry.ts'
import type { Spend } from './spend.ts'
import { withTimeLimit } from './time-limit.ts'

/** What all models of one provider share. */
export interface ProviderGuards {
  readonly limiter: Limiter
  readonly retryBudget: RetryBudget
  readonly health: ProviderHealth
  /** The time in which retries wait. */
  readonly pace: Clock
}

export interface ModelOptions {
  readonly id: string
  readonly price: Model['price']
  readonly adapter: Adapter
  /** Says whose error it is, and what to do about it. */
  readonly nameError: (error: ProviderError) => ProviderError
  readonly guards: ProviderGuards
  readonly spend: Spend
  readonly clock: Clock
  readonly random: () => number
  readonly timeLimitMs: number
}

/**
 * Puts around an adapter what every request goes through, from the outside in: retries, the provider's health, the limiter, the
 * reservation of money, the time limit.
 */
export function createModel(options: ModelOptions): Model {
  const { adapter, guards, spend, price } = options
  const { health, limiter, retryBudget } = guards
  let missing: ProviderError | undefined

  async function attempt(
    request: ModelRequest,
    context: CallContext,
    number: number,
    waitSignal: AbortSignal,
    onSend: (waitedMs: number) => void,
  ): Promise<AdapterReply> {
    waitSignal.throwIfAborted()
    if (missing !== undefined) throw missing
    const asked = options.clock.now()
    const permit = await limiter.acquire(waitSignal)
    try {
      const reservation = await spend.reserve(estimateCost(price, request), waitSignal)
      let cost: number | undefined
      try {
        onSend(options.clock.now() - asked)
        const reply = await withTimeLimit(
          (signal) => adapter.send(request, { ...context, signal, attempt: number }),
          { limitMs: options.timeLimitMs, clock: options.clock, signal: context.signal },
        )
        health.succeeded()
        cost = replyCost(price, reply.usage)
        return reply
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        const named = options.nameError(error)
        if (error.kind === 'not-found') missing = named
        health.failed(named, context.drawKey)
        cost = mayBeBilled(error) ? undefined : 0
        throw named
      } finally {
        reservation.settle(cost)
      }
    } finally {
      permit.release()
    }
  }

  return {
    id: options.id,
    price,
    async call(request, context) {
      let sent = 0
      let queueMs = 0
      const onSend = (waitedMs: number) => {
        sent += 1
        queueMs += waitedMs
      }
      try {
        const { value, attempts } = await withLinkedSignal([context.signal, health.down], (signal) =>
          withRetries((number) => attempt(request, context, number, signal, onSend), {
            budget: retryBudget,
            clock: guards.pace,
            random: options.random,
            signal,
          }),
        )
        return { warnings: [], ...value, queueMs, attempts }
      } catch (error) {
        // Refused while it waited, or by a provider that is down: what was not sent is not a call.
        throw error instanceof ProviderError && error.attempts !== sent
          ? changeError(error, { message: error.message, attempts: sent })
          : error
      }
    },
  }
}

/** The provider may have produced, and charged for, what did not arrive. */
function mayBeBilled(error: ProviderError): boolean {
  return error.kind === 'timeout' || error.kind === 'wire-format'
}
