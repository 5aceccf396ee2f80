import type { IncomingMessage } from 'node:http'
import type { Answer, Exchange, Requirement, Route } from './exchange.ts'
import {
  acceptedPermissions,
  badCredentials,
  errorBody,
  forbidden,
  GitHubError,
  notFound,
} from './github-error.ts'
import type { Identity, Permission } from './identity.ts'
import { checkRunRoutes } from './routes/check-runs.ts'
import { commentRoutes } from './routes/comments.ts'
import { gitDatabaseRoutes } from './routes/git-database.ts'
import { pullRoutes } from './routes/pulls.ts'
import { repositoryRoutes } from './routes/repositories.ts'
import { viewerRoutes } from './routes/viewer.ts'
import type { FakeState } from './state.ts'

const ROUTES: readonly Route[] = [
  ...commentRoutes,
  ...pullRoutes,
  ...checkRunRoutes,
  ...repositoryRoutes,
  ...gitDatabaseRoutes,
  ...viewerRoutes,
]

const API_VERSIONS = ['2022-11-28', '2026-03-10']

export interface MatchedRoute {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

/** @param path below the API's own address */
export function matchRoute(method: string, path: string): MatchedRoute | undefined {
  for (const route of ROUTES) {
    if (route.method !== method) continue
    const found = expressionOf(route).exec(path)
    if (found === null) continue
    const parameters = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    )
    return { route, parameters }
  }
  return undefined
}

/** Only a file's path holds slashes; a branch has to be encoded. */
function expressionOf(route: Route): RegExp {
  const source = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'path' ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  )
  return new RegExp(`^${source}$`)
}

/** Everything between an incoming request and the route's own work: who asks, whether they may, what the answer looks like. */
export async function answerApi(
  incoming: IncomingMessage,
  text: string,
  url: URL,
  matched: MatchedRoute | undefined,
  tokens: ReadonlyMap<string, Identity>,
  state: FakeState,
): Promise<Answer> {
  const operation = matched?.route.operation
  try {
    checkHeaders(incoming)
    const identity = authenticate(incoming, tokens)
    if (matched === undefined) throw notFound()
    authorize(matched, identity, state)
    const exchange: Exchange = {
      state,
      identity,
      parameters: matched.parameters,
      query: url.searchParams,
      accept: incoming.headers.accept ?? '',
      body: parseBody(text),
      url: `${url.origin}${url.pathname}`,
    }
    const answer = await matched.route.handle(exchange)
    const accepted = acceptedPermissions(matched.route.permissions)
    return { ...answer, headers: { 'x-accepted-github-permissions': accepted, ...answer.headers } }
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error
    return { status: error.status, headers: error.headers, body: errorBody(error, operation) }
  }
}

function checkHeaders({ headers }: IncomingMessage): void {
  if ((headers['user-agent'] ?? '') === '') {
    throw new GitHubError(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    )
  }
  const version = headers['x-github-api-version']
  if (version !== undefined && !API_VERSIONS.includes(String(version))) {
    throw new GitHubError(400, `The API version "${String(version)}" is not supported.`)
  }
}

/** @throws GitHubError 401 without a token too: nothing here is meant to be read by strangers. */
export function authenticate({ headers }: IncomingMessage, tokens: ReadonlyMap<string, Identity>): Identity {
  const token = /^(?:token|bearer) (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) throw new GitHubError(401, 'Requires authentication')
  const identity = tokens.get(token)
  if (identity === undefined) throw badCredentials()
  return identity
}

function authorize({ route, parameters }: MatchedRoute, identity: Identity, state: FakeState): void {
  if ('owner' in parameters) {
    const same = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase()
    if (!same(parameters['owner'], state.owner) || !same(parameters['repo'], state.name)) throw notFound()
  }
  if (route.permissions.length === 0) return
  if (route.permissions.some((required) => satisfies(identity, required))) return
  // What is public can be read by everybody.
  if (!state.isPrivate && route.permissions.every(isReading)) return
  throw forbidden(identity.app !== undefined, route.permissions)
}

export function satisfies(identity: Identity, required: Requirement): boolean {
  const granted: Identity['permissions'] = { metadata: 'read', ...identity.permissions }
  return Object.entries(required).every(([permission, level]) => {
    const has = granted[permission as Permission]
    return has === 'write' || has === level
  })
}

function isReading(required: Requirement): boolean {
  return Object.values(required).every((level) => level === 'read')
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON')
  }
  throw new GitHubError(400, 'Body should be a JSON object')
}
