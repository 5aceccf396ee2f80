import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An OpenAI-compatible server on loopback whose every answer a test scripts. */
export interface FakeProvider extends AsyncDisposable {
  /** Ends with `/v1`. */
  readonly baseUrl: string
  /** In the order in which they came, with the headers and body as they were sent. */
  readonly requests: readonly FakeRequest[]
  /** The most requests that were unanswered at one time. */
  mostInFlight(): number
  /** Connections that were opened. */
  connections(): number
  close(): Promise<void>
}

interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: ChatBody
}

interface ChatBody {
  readonly model?: string
  readonly messages?: readonly { readonly role: string; readonly content: string }[]
  readonly [key: string]: unknown
}

/** What the server does with a request. */
export type FakeAnswer =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      /** An object is sent as JSON, text as it is. */
      readonly body: unknown
      readonly delayMs?: number
    }
  /** Never answers. */
  | 'hang'
  /** Closes the connection without an answer. */
  | 'reset'
  /** Sends the head and the first bytes of an answer, and then nothing more. */
  | 'stall'
  /** Sends half of an answer and closes the connection. */
  | 'cut'

/** @param index counts requests from 0. */
export type FakeScript = (request: FakeRequest, index: number) => FakeAnswer

/** Starts the server on a free port of 127.0.0.1. Without a script every answer says `ok`. */
export async function startFakeProvider(script: FakeScript = () => chat('ok')): Promise<FakeProvider> {
  const requests: FakeRequest[] = []
  let inFlight = 0
  let most = 0
  let connections = 0
  const server = createServer(async (incoming, response) => {
    most = Math.max(most, ++inFlight)
    response.once('close', () => {
      inFlight -= 1
    })
    let text = ''
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk
    const request: FakeRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: text === '' ? {} : JSON.parse(text),
    }
    requests.push(request)
    send(response, script(request, requests.length - 1))
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    mostInFlight: () => most,
    connections: () => connections,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function send(response: ServerResponse, answer: FakeAnswer): void {
  if (answer === 'hang') return
  if (answer === 'reset') return void response.destroy()
  if (answer === 'stall' || answer === 'cut') return void sendHalf(response, answer === 'cut')
  const { status = 200, headers = {}, body, delayMs = 0 } = answer
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const write = () => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(text)
  }
  if (delayMs === 0) write()
  else setTimeout(write, delayMs)
}

function sendHalf(response: ServerResponse, cut: boolean): void {
  const text = JSON.stringify(chat('a long answer').body)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length })
  response.write(text.slice(0, text.length / 2), () => {
    if (cut) response.destroy()
  })
}

/** A complete, ordinary answer. */
export function chat(
  text: string,
  more: {
    readonly finish?: string
    readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[]
    readonly refusal?: string
    readonly model?: string
    readonly delayMs?: number
  } = {},
) {
  return {
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: more.model ?? 'fake-1-2026-01-01',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: text,
            ...(more.refusal === undefined ? {} : { refusal: more.refusal }),
            ...(more.toolCalls === undefined
              ? {}
              : {
                  tool_calls: more.toolCalls.map((call, index) => ({
                    id: `call_${index}`,
                    type: 'function',
                    function: call,
                  })),
                }),
          },
          finish_reason: more.finish ?? 'stop',
        },
      ],
      usage: { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 },
    },
    delayMs: more.delayMs ?? 0,
  }
}

/** An error in OpenAI's form. */
export function failure(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
  message = 'the fake provider was told to fail',
) {
  return { status, headers, body: { error: { message, type: code, code, param: null } } }
}

/** What a proxy's error page or a wrong base URL answers. */
export function html(status = 200) {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<html><body>Bad gateway</body></html>',
  }
}

export function truncatedJson() {
  return { body: JSON.stringify(chat('a long answer').body).slice(0, 90) }
}

export function redirect(location: string, status = 307) {
  return { status, headers: { location }, body: '' }
}
