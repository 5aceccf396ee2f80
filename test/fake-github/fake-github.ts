import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer, Operation } from './exchange.ts'
import { createFaults, type Fault, type FaultKind } from './faults.ts'
import { openGitObjects } from './git-objects.ts'
import { answerGit } from './git-remote.ts'
import { answerGraphql } from './graphql.ts'
import type { Identity } from './identity.ts'
import { answerApi, matchRoute } from './serve-api.ts'
import type { FakePull, FakeState } from './state.ts'

/**
 * GitHub as far as the action uses it: the REST API with its authentication, permissions, limits and habits, and the repository as a
 * git remote, both of one real repository. One server, laid out as GitHub Enterprise Server lays it out.
 */
export interface FakeGitHub extends AsyncDisposable {
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly state: FakeState
  /** Every request of the API, in the order in which they came. */
  readonly requests: readonly RecordedRequest[]
  /** How many requests the git remote had. */
  gitRequests(): number
  addPull(pull: NewPull): FakePull
  fail(fault: Fault): void
  /** Everything works again. */
  mend(): void
}

interface RecordedRequest {
  readonly method: string
  /** Below the API's address, without the query. */
  readonly path: string
  readonly query: string
  /** `undefined` for what the fake does not know. */
  readonly operation: Operation | 'graphql' | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Of the answer; 0 while there is none. */
  status: number
}

type NewPull = Pick<FakePull, 'head' | 'base'> & Partial<FakePull>

export interface FakeGitHubOptions {
  /** Folder of a git repository whose objects and refs are GitHub's. */
  readonly directory: string
  /** `owner/name`; default `harbour-lane/shop`. */
  readonly repository?: string
  /** Default true. */
  readonly isPrivate?: boolean
  readonly tokens: Readonly<Record<string, Identity>>
  /** Entries of a recursive tree before it is cut; default 100,000. */
  readonly treeLimit?: number
  /** Without it the address answers 404, as some proxies do; default true. */
  readonly graphql?: boolean
  /** Without it every git request answers 404; default true. */
  readonly git?: boolean
}

const API = '/api/v3'
const GRAPHQL = '/api/graphql'
const AUTHOR = { login: 'ada', id: 1_815, type: 'User' } as const

export async function startFakeGitHub(options: FakeGitHubOptions): Promise<FakeGitHub> {
  const tokens = new Map(Object.entries(options.tokens))
  const faults = createFaults()
  const requests: RecordedRequest[] = []
  let gitRequests = 0
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      response.writeHead(599, { 'content-type': 'text/plain' })
      response.end(`the fake itself failed: ${String(error)}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const state = newState(options, serverUrl)

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', serverUrl)
    if (!url.pathname.startsWith('/api/')) {
      gitRequests += 1
      if (options.git === false) return void response.writeHead(404).end()
      return answerGit(incoming, response, url, tokens, state)
    }
    const text = await readText(incoming)
    const isGraphql = url.pathname === GRAPHQL
    const path = url.pathname.startsWith(`${API}/`) ? url.pathname.slice(API.length) : ''
    const matched = isGraphql ? undefined : matchRoute(incoming.method ?? '', path)
    const operation = isGraphql ? 'graphql' : matched?.route.operation
    const { method = '', headers } = incoming
    const request: RecordedRequest = {
      method,
      path,
      query: url.search,
      operation,
      headers,
      body: text,
      status: 0,
    }
    requests.push(request)

    const fault = faults.take(operation)
    const work = (): Answer | Promise<Answer> => {
      if (!isGraphql) return answerApi(incoming, text, url, matched, tokens, state)
      return options.graphql === false
        ? { status: 404, body: { message: 'Not Found' } }
        : answerGraphql(incoming, text, tokens)
    }
    if (fault === undefined) return send(response, request, await work(), requests.length)
    const effect = fault.afterEffect === true ? await work() : undefined
    await misbehave(fault.kind, response, request, async () => effect ?? work())
  }

  return {
    serverUrl,
    apiUrl: state.apiUrl,
    graphqlUrl: `${serverUrl}${GRAPHQL}`,
    state,
    requests,
    gitRequests: () => gitRequests,
    addPull(pull) {
      const made: FakePull = {
        number: 7,
        author: AUTHOR,
        state: 'open',
        draft: false,
        merged: false,
        labels: [],
        mergeCommit: null,
        ...pull,
      }
      state.pulls.set(made.number, made)
      return made
    },
    fail: (fault) => faults.add(fault),
    mend: () => faults.clear(),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function newState(options: FakeGitHubOptions, serverUrl: string): FakeState {
  const [owner = '', name = ''] = (options.repository ?? 'harbour-lane/shop').split('/')
  let seconds = 0
  // Larger than 32 bits hold, as GitHub's are.
  let id = 4_300_000_000
  return {
    apiUrl: `${serverUrl}${API}`,
    serverUrl,
    owner,
    name,
    isPrivate: options.isPrivate ?? true,
    defaultBranch: 'main',
    objects: openGitObjects(options.directory),
    pulls: new Map(),
    comments: [],
    checkRuns: [],
    treeLimit: options.treeLimit ?? 100_000,
    now: () => new Date(Date.UTC(2026, 10, 2, 9, 0, seconds++)).toISOString().replace('.000', ''),
    nextId: () => ++id,
  }
}

async function readText(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  return text
}

function send(response: ServerResponse, request: RecordedRequest, answer: Answer, used: number): void {
  const { bytes, headers } = encode(answer, used)
  request.status = answer.status
  response.writeHead(answer.status, headers)
  response.end(bytes)
}

function encode(answer: Answer, used: number) {
  const raw = Buffer.isBuffer(answer.body) || typeof answer.body === 'string'
  const bytes =
    answer.body === undefined
      ? Buffer.alloc(0)
      : Buffer.from(raw ? (answer.body as Buffer | string) : JSON.stringify(answer.body))
  const headers = {
    ...(answer.body === undefined
      ? {}
      : { 'content-type': raw ? 'application/octet-stream' : 'application/json; charset=utf-8' }),
    'content-length': String(bytes.length),
    'x-github-request-id': `FAKE:${used}`,
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': String(Math.max(0, 1000 - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': '4102444800',
    'x-ratelimit-resource': 'core',
    ...answer.headers,
  }
  return { bytes, headers: answer.status === 204 ? without(headers, 'content-length') : headers }
}

function without(headers: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
}

async function misbehave(
  kind: FaultKind,
  response: ServerResponse,
  request: RecordedRequest,
  work: () => Promise<Answer>,
): Promise<void> {
  if (kind === 'hang') return
  if (kind === 'reset') return void response.destroy()
  if (kind === 'cut') {
    const { bytes, headers } = encode(await work(), 1)
    response.writeHead(200, headers)
    return void response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
  }
  if ('delayMs' in kind) {
    await new Promise((resolve) => setTimeout(resolve, kind.delayMs))
    return send(response, request, await work(), 1)
  }
  send(response, request, kind, 1)
}
