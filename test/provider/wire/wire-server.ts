import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback whose every answer a test gives, byte for byte. */
export interface WireServer extends AsyncDisposable {
  /** Without a path. */
  readonly origin: string
  readonly requests: readonly WireRequest[]
}

export interface WireRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any
}

export interface WireAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Written one after the other, each in its own turn of the event loop. */
  readonly chunks: readonly (string | Uint8Array)[]
  /** Milliseconds before the first chunk, and between it and the next. */
  readonly delaysMs?: readonly [beforeFirst: number, afterFirst: number]
  /** Breaks the connection after the last chunk. */
  readonly cut?: boolean
}

/** @param script gives the answer to a request; `index` counts from 0 */
export async function startWireServer(
  script: (request: WireRequest, index: number) => WireAnswer,
): Promise<WireServer> {
  const requests: WireRequest[] = []
  const server = createServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk
    const request: WireRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    }
    requests.push(request)
    await write(response, script(request, requests.length - 1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function write(response: ServerResponse, answer: WireAnswer): Promise<void> {
  const { status = 200, headers = {}, chunks, delaysMs = [0, 0], cut = false } = answer
  response.writeHead(status, headers)
  response.flushHeaders()
  for (const [index, chunk] of chunks.entries()) {
    await pause(delaysMs[index] ?? 0)
    response.write(chunk)
  }
  if (cut) {
    await pause(5)
    response.destroy()
  } else response.end()
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export function json(
  body: unknown,
  more: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): WireAnswer {
  return {
    status: more.status ?? 200,
    headers: { 'content-type': 'application/json', ...more.headers },
    chunks: [JSON.stringify(body)],
  }
}

/** Server-sent events; an event with a `type` carries it as its name, as Anthropic's do. */
export function events(
  payloads: readonly unknown[],
  more: Partial<WireAnswer> & { readonly named?: boolean; readonly done?: boolean } = {},
): WireAnswer {
  const { named = false, done = false, headers, ...rest } = more
  const texts = payloads.map((payload) => {
    const name = named ? `event: ${(payload as { type: string }).type}\n` : ''
    return `${name}data: ${JSON.stringify(payload)}\n\n`
  })
  return {
    chunks: done ? [...texts, 'data: [DONE]\n\n'] : texts,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers },
    ...rest,
  }
}
