import { ProviderError } from './provider-error.ts'
import type { Fetch } from './transport.ts'

/** What is seen of the one request that carries an abort signal. */
export interface Exchange {
  readonly stream: boolean
  /** Requests sent for it so far. */
  requests: number
  /** The reply of a server that was asked for a stream and answered otherwise. */
  whole?: Response
  /** Of a reply that was asked for as a stream. */
  readonly onFirstByte: () => void
}

/** Google's adapter asks on for the rest of an answer, as often as the server wants: all of it was reserved as one call. */
const MOST_REQUESTS = 8

/** A reply came that is no stream, although one was asked for: `Exchange.whole`. */
export class NotStreamed extends Error {}

/**
 * A `fetch` that tells when a reply begins, and keeps a complete reply where a stream was asked for, so that it can be read as what it is
 * without a second request. Exchanges are found by the signal of the request, which is all that the AI SDK passes through.
 */
export function observedFetch(fetch: Fetch, exchanges: WeakMap<AbortSignal, Exchange>): Fetch {
  return async (input, init) => {
    const signal = init?.signal
    const exchange = signal ? exchanges.get(signal) : undefined
    if (exchange?.whole !== undefined) return exchange.whole
    if (exchange !== undefined && ++exchange.requests > MOST_REQUESTS) throw endless()
    const response = await fetch(input, init)
    if (exchange === undefined || !exchange.stream || !response.ok) return response
    if (isStream(response)) return observed(response, exchange.onFirstByte)
    exchange.onFirstByte()
    exchange.whole = response
    throw new NotStreamed()
  }
}

function endless(): ProviderError {
  return new ProviderError(`its reply did not end within ${MOST_REQUESTS} requests`, { kind: 'wire-format' })
}

function isStream(response: Response): boolean {
  return /stream/.test(response.headers.get('content-type') ?? '')
}

function observed(response: Response, onFirstByte: () => void): Response {
  const { body, status, headers } = response
  if (body === null) return response
  const reader = body.getReader()
  let began = false
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        if (!began) onFirstByte()
        began = true
        controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return new Response(watched, { status, headers })
}
