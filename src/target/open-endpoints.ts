import type { Finding } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import type { Clock } from '../provider/clock.ts'
import type { Proxies } from '../provider/proxies.ts'
import type { Spend } from '../provider/spend.ts'
import type { Transport } from '../provider/transport.ts'
import type { Policy, ServiceConfig } from '../suite/policy.ts'
import type { RenderedHttp } from '../suite/render-http.ts'
import type { CodeRunner } from './code-runner.ts'
import { createEndpoint, type Endpoint } from './endpoint.ts'

/** The endpoints of a run: services of the policy, and those that are started from the trees of both sides. */
export interface Endpoints {
  /** Services that the policy does not have. Contacts nothing. */
  check(requests: readonly RenderedHttp[]): readonly Finding[]
  /** Whoever answers the request; started when it is first needed. @throws CodeFailure when it cannot be */
  open(request: RenderedHttp): Promise<Endpoint>
  /** Ends all connections; what was started is the code runner's to stop. */
  close(): Promise<void>
}

export interface EndpointsOptions {
  readonly services: ReadonlyMap<string, ServiceConfig>
  readonly code: CodeRunner
  readonly limits: Policy['limits']
  /** Absent: none. */
  readonly proxies?: Proxies
  readonly spend: Spend
  readonly clock: Clock
  readonly random: () => number
}

interface Whereabouts {
  readonly name: string
  readonly baseUrl: string
  readonly down: AbortSignal | undefined
}

export function openEndpoints(options: EndpointsOptions): Endpoints {
  const { services, limits } = options
  const endpoints = new Map<string, Endpoint>()
  let transport: Promise<Transport> | undefined

  function openTransport(): Promise<Transport> {
    transport ??= import('../provider/transport.ts').then(({ createTransport }) =>
      createTransport({
        connections: limits.concurrency,
        ...(options.proxies === undefined ? {} : { proxies: options.proxies }),
      }),
    )
    return transport
  }

  async function find({ service, serve, code }: RenderedHttp): Promise<Whereabouts> {
    if (serve === undefined) {
      const { name, baseUrl } = services.get(service)!
      return { name: `service ${name}`, baseUrl, down: undefined }
    }
    const { side } = code!
    const { baseUrl, down } = await options.code.service(side, service, serve)
    return { name: `the service ${service} of ${side}`, baseUrl, down }
  }

  return {
    check: (requests) => {
      const unknown = new Set(requests.map(({ service }) => service).filter((name) => !services.has(name)))
      return [...unknown].map((name) => unknownService(name, [...services.keys()]))
    },
    async open(request) {
      const { name, baseUrl, down } = await find(request)
      const known = endpoints.get(baseUrl)
      if (known !== undefined) return known
      const { bind } = await openTransport()
      const made =
        endpoints.get(baseUrl) ??
        createEndpoint({
          name,
          baseUrl,
          fetch: bind({ baseUrl }),
          down,
          concurrency: limits.concurrency,
          timeLimitMs: limits.timeoutSeconds * 1000,
          spend: options.spend,
          clock: options.clock,
          random: options.random,
        })
      endpoints.set(baseUrl, made)
      return made
    },
    async close() {
      await (await transport)?.close()
    },
  }
}

function unknownService(name: string, names: readonly string[]): Finding {
  const near = nearest(name, names)
  const known = names.length === 0 ? 'the policy names none' : `known are ${names.join(', ')}`
  return {
    message: `there is no service ${name} in the policy`,
    hint:
      near === undefined
        ? `${known}; add it to \`services\`, or start it with \`serve\``
        : `did you mean ${near}?`,
  }
}
