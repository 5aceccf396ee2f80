import { lookup } from 'node:dns'
import { Agent, type Dispatcher, Headers, type HeadersInit, Response } from 'undici'
import { baseUrlProblem } from './base-url.ts'
import { guardedLookup, type ResolveHost } from './guarded-lookup.ts'
import { ProviderError } from './provider-error.ts'

const MAX_REPLY_BYTES = 8 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 10_000
/** What an adapter may try to send as a key; only the transport decides what is sent. */
const CREDENTIAL_HEADERS = ['authorization', 'api-key', 'x-api-key', 'proxy-authorization', 'cookie']

export type Fetch = typeof globalThis.fetch

/** The only way to a provider: one pool of connections, kept alive, for all of them. */
export interface Transport {
  /**
   * A `fetch` that sends to the origin (scheme, host, port) of `baseUrl` alone and attaches the credential there, after that check.
   * Its rejections are ProviderErrors, or the abort reason. It never follows a redirect.
   * @throws ProviderError `refused-address` when the base URL itself is not allowed.
   */
  bind(binding: OriginBinding): Fetch
  close(): Promise<void>
}

interface OriginBinding {
  readonly baseUrl: string
  /** Sent as `authorization: Bearer`. Absent: no key is sent. */
  readonly credential?: string
}

export interface TransportOptions {
  /** Connections per origin. */
  readonly connections: number
  readonly resolveHost?: ResolveHost
}

/**
 * Sends through undici's `request`, not its `fetch`: the same Agent at half the CPU, and nothing that follows redirects, decompresses
 * or keeps cookies on its own.
 */
export function createTransport(options: TransportOptions): Transport {
  const agent = new Agent({
    connections: options.connections,
    pipelining: 1,
    allowH2: false,
    // The caller's time limit is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { lookup: guardedLookup(options.resolveHost ?? lookup), timeout: CONNECT_TIMEOUT_MS },
  })

  return {
    bind({ baseUrl, credential }) {
      const problem = baseUrlProblem(baseUrl)
      if (problem !== undefined) throw refused(problem)
      const { origin } = new URL(baseUrl)

      return async (input, init = {}) => {
        const url = new URL(input instanceof Request ? input.url : input)
        if (url.origin !== origin || url.username !== '' || url.password !== '') {
          throw refused('a request to another origin than that of the base URL was not sent')
        }
        const headers = requestHeaders(init.headers as HeadersInit, credential)
        try {
          const reply = await agent.request({
            origin,
            path: url.pathname + url.search,
            method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
            headers,
            body: typeof init.body === 'string' ? init.body : null,
            signal: init.signal ?? null,
          })
          return await checkedResponse(reply)
        } catch (error) {
          throw transportError(error, init.signal)
        }
      }
    },
    close: () => agent.destroy(),
  }
}

function requestHeaders(
  given: HeadersInit | undefined,
  credential: string | undefined,
): Record<string, string> {
  const special = given === undefined || Symbol.iterator in given
  const headers: Record<string, string> = {}
  for (const [name, value] of special ? new Headers(given) : Object.entries(given)) {
    const lower = name.toLowerCase()
    if (!CREDENTIAL_HEADERS.includes(lower)) headers[lower] = String(value)
  }
  headers['accept-encoding'] = 'identity'
  if (credential !== undefined) headers['authorization'] = `Bearer ${credential}`
  return headers
}

async function checkedResponse(reply: Dispatcher.ResponseData): Promise<globalThis.Response> {
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
  const flat = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  const empty = status === 204 || status === 205
  const body = await readBody(reply.body, status, Number(headers['content-length'] ?? Number.NaN))
  return new Response(empty ? null : body, { status, headers: flat }) as unknown as globalThis.Response
}

async function readBody(
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
    if (bytes > MAX_REPLY_BYTES) throw wireFormat(status, 'its reply is larger than 8 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
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
