import type { operations, paths } from '@octokit/openapi-types'
import type { Identity, Permission } from './identity.ts'
import type { FakeState } from './state.ts'

/** Names of GitHub's own description of its API, so that a route that GitHub does not have cannot be written. */
export type Operation = keyof operations
type PathPattern = keyof paths

/** One alternative that suffices: every permission in it, at least at this level. */
export type Requirement = Readonly<Partial<Record<Permission, 'read' | 'write'>>>

export interface Route {
  readonly operation: Operation
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: PathPattern
  /** Any of these suffices; empty: whoever has a valid token. */
  readonly permissions: readonly Requirement[]
  /** @throws GitHubError */
  handle(exchange: Exchange): Answer | Promise<Answer>
}

/** A request that has passed authentication and permissions. */
export interface Exchange {
  readonly state: FakeState
  readonly identity: Identity
  /** Of the path's pattern, decoded. */
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Of the `Accept` header. */
  readonly accept: string
  readonly body: Readonly<Record<string, unknown>>
  /** The request's own address without its query, for links. */
  readonly url: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; bytes as they are; absent: no content. */
  readonly body?: unknown
}

/** A number in a path; GitHub answers 404 to anything else there. */
export function numberIn(exchange: Exchange, name: string): number {
  const text = exchange.parameters[name] ?? ''
  return /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN
}
