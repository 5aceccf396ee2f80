import { type Clock, systemClock } from '../../src/provider/clock.ts'
import type { CallContext, Model, ModelRequest } from '../../src/provider/model.ts'
import { openModels } from '../../src/provider/open-models.ts'
import type { PriceOverride, ProviderConfig } from '../../src/provider/provider-config.ts'
import { ProviderError } from '../../src/provider/provider-error.ts'
import { createSpend, type Spend } from '../../src/provider/spend.ts'

export function request(user: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [{ role: 'user', content: user }],
    tools: [],
    parameters: { maxOutputTokens: 200 },
    ...more,
  }
}

export function context(drawKey = 'draw', more: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, drawKey, position: 0, ...more }
}

/** Models over the given providers, in a time that runs a hundred times as fast: a time limit of 1000 s is 10 s. */
export function models(
  providers: readonly ProviderConfig[],
  more: {
    readonly environment?: Readonly<Record<string, string>>
    readonly prices?: readonly PriceOverride[]
    readonly spend?: Spend
    readonly clock?: Clock
    readonly concurrency?: number
    readonly timeoutSeconds?: number
  } = {},
) {
  return openModels({
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    prices: more.prices ?? [],
    limits: { concurrency: more.concurrency ?? 50, timeoutSeconds: more.timeoutSeconds ?? 1000 },
    credential: (variable) => more.environment?.[variable],
    spend: more.spend ?? createSpend({}),
    clock: more.clock ?? fastClock,
    random: () => 0.5,
  })
}

const fastClock: Clock = {
  now: () => systemClock.now() * 100,
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
}

export async function rejection(model: Model, user = 'hello', drawKey = 'draw'): Promise<ProviderError> {
  try {
    await model.call(request(user), context(drawKey))
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
  throw new Error('the call was expected to fail')
}
