import { type Finding, UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import type { Adapter } from './adapter.ts'
import { type AdaptiveLimiter, createAdaptiveLimiter } from './adaptive-limiter.ts'
import { changeError } from './change-error.ts'
import { checkModelInPath } from './check-model-in-path.ts'
import { checkHttpProvider } from './check-provider.ts'
import { type Clock, withoutWaiting } from './clock.ts'
import { createModel, type ProviderGuards } from './create-model.ts'
import { createFlightSlots } from './flight-slots.ts'
import type { Model } from './model.ts'
import { modelFamily } from './model-family.ts'
import { splitModelId } from './model-id.ts'
import { longestWaitMs } from './patience.ts'
import { listPrice } from './prices.ts'
import { credentialVariables, type PriceOverride, type ProviderConfig } from './provider-config.ts'
import { endpointOf } from './provider-endpoint.ts'
import type { ProviderError } from './provider-error.ts'
import { createProviderHealth } from './provider-health.ts'
import type { Proxies } from './proxies.ts'
import { createRetryBudget } from './retry.ts'
import type { SimulatedProvider } from './simulated/open-simulated.ts'
import type { Spend } from './spend.ts'
import { createTimeLimit } from './time-limit.ts'
import type { Transport } from './transport.ts'

/** The models of a run. */
export interface Models {
  /** Why `provider/model` cannot be called; empty when it can. Contacts nothing. */
  check(id: string): Promise<readonly Finding[]>
  /** The same id gives the same model. @throws UserError with the findings of `check`. */
  open(id: string): Promise<Model>
  /** Milliseconds until the next request may leave, where limits hold any back; of several models, the longest. */
  heldBackMs(): number
  /** Ends all connections. */
  close(): Promise<void>
}

export interface ModelsOptions {
  /** By provider name. */
  readonly providers: ReadonlyMap<string, ProviderConfig>
  readonly prices: readonly PriceOverride[]
  /** Requests in flight per provider; seconds for one request. */
  readonly limits: { readonly concurrency: number; readonly timeoutSeconds: number }
  /** The value of an environment variable. Asked only for variables that the policy names. */
  readonly credential: (variable: string) => string | undefined
  /** Absent: none. */
  readonly proxies?: Proxies
  readonly spend: Spend
  readonly clock: Clock
  /** On `clock`: when the run ends whatever is still to do; absent: never. */
  readonly deadline?: number
  /** Uniform in [0, 1); jitter of retries. */
  readonly random: () => number
}

/** Composes providers, adapters and guards. What a provider needs is loaded when its first model is opened. */
export function openModels(options: ModelsOptions): Models {
  let transport: Promise<Transport> | undefined
  const guards = new Map<string, ProviderGuards>()
  const limiters = new Map<string, AdaptiveLimiter>()
  const simulated = new Map<string, Promise<SimulatedProvider>>()
  const models = new Map<string, Promise<Model>>()

  const timeLeftMs = () =>
    options.deadline === undefined ? undefined : options.deadline - options.clock.now()

  function openTransport(): Promise<Transport> {
    transport ??= import('./transport.ts').then(({ createTransport }) =>
      createTransport({
        connections: options.limits.concurrency,
        ...(options.proxies === undefined ? {} : { proxies: options.proxies }),
      }),
    )
    return transport
  }

  function openSimulated(provider: ProviderConfig): Promise<SimulatedProvider> {
    return remember(simulated, provider.name, async () => {
      const { openSimulated } = await import('./simulated/open-simulated.ts')
      return openSimulated(provider)
    })
  }

  async function check(id: string): Promise<readonly Finding[]> {
    const parts = splitModelId(id)
    const names = [...options.providers.keys()]
    if (parts === undefined) {
      const example = `${names[0] ?? 'openai'}/MODEL`
      return [{ message: `${id} is not a model id`, hint: `write provider/model, such as ${example}` }]
    }
    const provider = options.providers.get(parts.provider)
    if (provider === undefined) return [unknownProvider(parts.provider, names)]
    if (provider.kind !== 'simulated') {
      return [...checkModelInPath(provider, parts.model), ...checkHttpProvider(provider, options.credential)]
    }
    try {
      return (await openSimulated(provider)).check(parts.model)
    } catch (error) {
      if (error instanceof UserError) return error.findings
      throw error
    }
  }

  function guardsOf(provider: ProviderConfig, pace: Clock): ProviderGuards {
    const known = guards.get(provider.name)
    if (known !== undefined) return known
    const made: ProviderGuards = {
      slots: createFlightSlots(options.limits.concurrency),
      retryBudget: createRetryBudget(),
      health: createProviderHealth({
        clock: pace,
        pause: (ms) => {
          for (const [key, limiter] of limiters)
            if (key.startsWith(limiterKey(provider, ''))) limiter.trip(ms)
        },
      }),
      pace,
    }
    guards.set(provider.name, made)
    return made
  }

  /** Providers that are the same server with the same key share their limits, whatever they are called. */
  function limiterKey(provider: ProviderConfig, model: string): string {
    const baseUrl = endpointOf(provider)
    const server = baseUrl === undefined ? provider.name : new URL(baseUrl).origin
    return [server, ...credentialVariables(provider), '', modelFamily(model)].join('\n')
  }

  function limiterOf(
    provider: ProviderConfig,
    model: string,
    { pace, slots }: ProviderGuards,
  ): AdaptiveLimiter {
    const key = limiterKey(provider, model)
    const known = limiters.get(key)
    if (known !== undefined) return known
    const made = createAdaptiveLimiter({
      slots,
      clock: pace,
      longestWaitMs: () => longestWaitMs(timeLeftMs()),
    })
    limiters.set(key, made)
    return made
  }

  async function openHttpAdapter(provider: ProviderConfig, model: string): Promise<Adapter> {
    const { openAdapter } = await import('./open-adapter.ts')
    return openAdapter(provider, model, {
      transport: await openTransport(),
      read: options.credential,
      clock: options.clock,
    })
  }

  async function open(id: string): Promise<Model> {
    const findings = await check(id)
    if (findings.length > 0) throw new UserError(findings)
    const { provider: name, model } = splitModelId(id)!
    const provider = options.providers.get(name)!
    const simulation = provider.kind === 'simulated' ? await openSimulated(provider) : undefined
    const waits = simulation === undefined || simulation.sleeps
    const shared = guardsOf(provider, waits ? options.clock : withoutWaiting())
    return createModel({
      id,
      price: await listPrice(provider, model, options.prices, simulation?.price(model)),
      adapter: simulation?.adapter(model, options.clock) ?? (await openHttpAdapter(provider, model)),
      nameError: (error) => named(provider, model, error),
      guards: shared,
      limiter: limiterOf(provider, model, shared),
      timeLimit: createTimeLimit({ limitMs: options.limits.timeoutSeconds * 1000, clock: options.clock }),
      spend: options.spend,
      random: options.random,
      timeLeftMs,
    })
  }

  return {
    check,
    open: (id) => remember(models, id, () => open(id)),
    heldBackMs: () => Math.max(0, ...[...limiters.values()].map((limiter) => limiter.heldBackMs())),
    async close() {
      await (await transport)?.close()
    },
  }
}

function remember<T>(values: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = values.get(key)
  if (known !== undefined) return known
  const made = make()
  values.set(key, made)
  return made
}

function unknownProvider(name: string, names: readonly string[]): Finding {
  const near = nearest(name, names)
  const known = names.length === 0 ? 'the policy names none' : `known are ${names.join(', ')}`
  return {
    message: `there is no provider ${name} in the policy`,
    hint: near === undefined ? known : `did you mean ${near}?`,
  }
}

function named(provider: ProviderConfig, model: string, error: ProviderError): ProviderError {
  const whose = error.kind === 'not-found' ? `${provider.name}/${model}` : `provider ${provider.name}`
  const variables = credentialVariables(provider)
  const remedy =
    error.kind === 'unauthorized' && variables.length > 0 ? `; check ${variables.join(', ')}` : ''
  return changeError(error, { message: `${whose}: ${error.message}${remedy}` })
}
