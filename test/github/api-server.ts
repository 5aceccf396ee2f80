import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GitHub, type GitHubConnection, openGitHub } from '../../src/github/client.ts'
import { systemClock } from '../../src/provider/clock.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of a body it knows
  readonly body: any
}

export interface Reply {
  readonly status?: number
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiServer extends AsyncDisposable {
  readonly url: string
  /** Everything that was asked, in order. */
  readonly received: readonly Received[]
}

/** An HTTP server on loopback. `undefined` as a reply: the connection hangs. */
export async function serveApi(
  answer: (request: Received) => Reply | undefined | Promise<Reply | undefined>,
): Promise<ApiServer> {
  const received: Received[] = []
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming)
    received.push(request)
    const reply = await answer(request)
    if (reply === undefined) return
    const isText = typeof reply.body === 'string'
    response.writeHead(reply.status ?? 200, {
      'content-type': isText ? 'text/html' : 'application/json',
      ...reply.headers,
    })
    response.end(isText ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface ConnectedGitHub extends AsyncDisposable {
  readonly github: GitHub
  readonly connection: GitHubConnection
}

/** The real client, talking to `url`. */
export function connect(url: string, milliseconds = 5_000): ConnectedGitHub {
  const connection = openGitHub({
    apiUrl: url,
    token: 'a-token',
    repository: { owner: 'octo', repo: 'shop' },
    environment: {},
    clock: systemClock,
  })
  return {
    connection,
    github: connection.within(milliseconds),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

async function read(incoming: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString('utf8')
  const url = new URL(incoming.url ?? '/', 'http://localhost')
  return {
    method: incoming.method ?? '',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    authorization: incoming.headers.authorization,
    body: text === '' ? undefined : JSON.parse(text),
  }
}
