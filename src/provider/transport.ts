import { lookup } from 'node:dns'
import { Agent, type Dispatcher, EnvHttpProxyAgent, Headers, type HeadersInit, Response } from 'undici'
import { attachCredential } from './attach-credential.ts'
import { baseUrlProblem, isLoopbackUrl } from './base-url.ts'
import type { Credential } from './credential.ts'
import { guardedLookup, type ResolveHost } from './guarded-lookup.ts'
import { ProviderError } from './provider-error.ts'
import type { Proxies } from './proxies.ts'
import { WholeReply } from './whole-reply.ts'

const MAX_REPLY_BYTES = 8 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 10_000
/** Replies whose first bytes mean something before the last ones are there. */
const STREAMED = /^(?:text\/event-stream|application\/vnd\.amazon\.eventstream)\b/

export type Fetch = typeof globalThis.fetch

/** The only way to a provider: one pool of connections, kept alive, for all of them. */
export interface Transport {
  /**
   * A `fetch` that sends to the origin (scheme, host, port) of `baseUrl` and below its path alone, and attaches the credential there,
   * after that check: gateways that many share tell whose requests they are by the path.
   * Its rejections are ProviderErrors, or the abort reason. It never follows a redirect. An event stream is handed on as it comes, any
   * other reply once it is complete.
   * @throws ProviderError `refused-address` when the base URL itself is not allowed.
   */
  bind(binding: OriginBinding): Fetch
  close(): Promise<void>
}

interface OriginBinding {
  readonly baseUrl: string
  /** Absent: no key is sent. */
  readonly credential?: Credential
}

export interface TransportOptions {
  /** Connections per origin. */
  readonly connections: number
  readonly resolveHost?: ResolveHost
  /** Absent: none. Loopback is never reached through a proxy. */
  readonly proxies?: Proxies
}

/**
 * Sends through undici's `request`, not its `fetch`: the same Agent at half the CPU, and nothing that follows redirects, decompresses
 * or keeps cookies on its own.
 */
export function createTransport(options: TransportOptions): Transport {
  const settings: Agent.Options = {
    connections: options.connections,
    pipelining: 1,
    allowH2: false,
    // The caller's time limit is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { lookup: guardedLookup(options.resolveHost ?? lookup), timeout: CONNECT_TIMEOUT_MS },
  }
  const direct = new Agent(settings)
  const proxied = options.proxies?.https === undefined ? direct : proxyAgent(settings, options.proxies)

  return {
    bind({ baseUrl, credential }) {
      const problem = baseUrlProblem(baseUrl)
      if (problem !== undefined) throw refused(`the base URL ${problem}`)
      const { origin, pathname } = new URL(baseUrl)
      const below = pathname.replace(/\/*$/, '/')
      const agent = isLoopbackUrl(baseUrl) ? direct : proxied

      const checkedUrl = (text: string): URL => {
        const url = new URL(text)
        if (url.origin !== origin || url.username !== '' || url.password !== '') {
          throw refused('a request to another origin than that of the base URL was not sent')
        }
        if (!`${url.pathname}/`.startsWith(below))
          throw refused('a request outside of the base URL was not sent')
        return url
      }
      // A model's requests go to one address, and reading it is dear.
      let last: { readonly text: string; readonly url: URL } | undefined

      return async (input, init = {}) => {
        const text = input instanceof Request ? input.url : String(input)
        if (last?.text !== text) last = { text, url: checkedUrl(text) }
        const { url } = last
        const method = (init.method ?? 'GET') as Dispatcher.HttpMethod
        const body = typeof init.body === 'string' ? init.body : null
        const given = { ...headersOf(init.headers as HeadersInit | undefined), ...PLAIN }
        const headers = await attachCredential({ url, method, headers: given, body }, credential)
        const signal = init.signal ?? null
        try {
          const path = url.pathname + url.search
          return await checkedResponse(
            await agent.request({ origin, path, method, headers, body, signal }),
            signal,
          )
        } catch (error) {
          throw transportError(error, signal)
        }
      }
    },
    async close() {
      await Promise.all([...new Set([direct, proxied])].map((agent) => agent.destroy()))
    },
  }
}

/** With names in lower case. Adapters give plain objects, for which a `Headers` would be a tenth of the work of a request. */
function headersOf(given: HeadersInit | undefined): Record<string, string> {
  const isPlain = given !== undefined && !(Symbol.iterator in given)
  const entries = isPlain ? Object.entries(given) : new Headers(given)
  const headers: Record<string, string> = {}
  for (const [name, value] of entries) headers[name.toLowerCase()] = String(value)
  return headers
}

const PLAIN = { 'accept-encoding': 'identity' }

/**
 * Names are resolved by the proxy, which may see another network than we do: the check of addresses after DNS is then its own. That of
 * literal addresses is not affected.
 */
function proxyAgent(settings: Agent.Options, { https = '', except }: Proxies): Dispatcher {
  // `connect` serves the hosts of NO_PROXY; all three are given, because undici would take what is missing from the environment.
  return new EnvHttpProxyAgent({ ...settings, httpProxy: https, httpsProxy: https, noProxy: except })
}

async function checkedResponse(
  reply: Dispatcher.ResponseData,
  signal: AbortSignal | null,
): Promise<globalThis.Response> {
  const { statusCode: status, headers } = reply
  if (status >= 300 && status < 400) {
    discard(reply.body)
    throw new ProviderError(`it answered with a redirect (${status}), which is not followed`, {
      kind: 'redirect',
      status,
      final: true,
    })
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    discard(reply.body)
    throw wireFormat(status, 'its reply is compressed, which was not asked for')
  }
  if (status !== 200 || !STREAMED.test(String(headers['content-type']))) {
    const bytes = await wholeOf(reply.body, status, Number(headers['content-length'] ?? Number.NaN))
    return new WholeReply(status, headers, bytes) as unknown as globalThis.Response
  }
  const flat = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  const stream = streamOf(reply.body, status, signal)
  return new Response(stream, { status, headers: flat }) as unknown as globalThis.Response
}

async function wholeOf(
  body: Dispatcher.ResponseData['body'],
  status: number,
  announced: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // What is announced is what undici lets through, and reading it in one piece is cheaper.
  if (announced <= MAX_REPLY_BYTES) return body.bytes() as Promise<Uint8Array<ArrayBuffer>>
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // Leaving the loop destroys the body and its connection.
    if (bytes > MAX_REPLY_BYTES) throw wireFormat(status, TOO_LARGE)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}

const TOO_LARGE = 'its reply is larger than 8 MiB'

/** The same limit and the same errors, chunk by chunk. A reader that cancels ends the connection. */
function streamOf(
  body: Dispatcher.ResponseData['body'],
  status: number,
  signal: AbortSignal | null,
): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let bytes = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next()
          if (done === true) return controller.close()
          bytes += value.length
          if (bytes > MAX_REPLY_BYTES) {
            discard(body)
            throw wireFormat(status, TOO_LARGE)
          }
          controller.enqueue(value)
        } catch (error) {
          controller.error(transportError(error, signal))
        }
      },
      cancel: () => discard(body),
    },
    { highWaterMark: 0 },
  )
}

function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {}).destroy()
}

/** undici's errors name hosts, sockets and header values: only the code is kept. */
function transportError(error: unknown, signal: AbortSignal | null | undefined): unknown {
  if (error instanceof ProviderError) return error
  if (signal?.aborted) return signal.reason
  const code = errorCode(error)
  return new ProviderError(`the connection failed${code === undefined ? '' : ` (${code})`}`, {
    kind: 'connection',
    retryable: true,
  })
}

function errorCode(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const { code } = cause as NodeJS.ErrnoException
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code
  }
  return undefined
}

function refused(message: string): ProviderError {
  return new ProviderError(message, { kind: 'refused-address', final: true })
}

function wireFormat(status: number, message: string): ProviderError {
  return new ProviderError(`${message} (${status})`, { kind: 'wire-format', status, retryable: true })
}
