import type { IncomingMessage } from 'node:http'
import type { Answer } from './exchange.ts'
import { errorBody, GitHubError } from './github-error.ts'
import type { Identity } from './identity.ts'
import { authenticate } from './serve-api.ts'

/** The one query that has no counterpart in REST: who the token is. Anything else is refused. */
export function answerGraphql(
  incoming: IncomingMessage,
  text: string,
  tokens: ReadonlyMap<string, Identity>,
): Answer {
  try {
    const identity = authenticate(incoming, tokens)
    const { query = '' } = JSON.parse(text) as { readonly query?: string }
    if (/^\s*(query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/.test(query)) {
      return { status: 200, body: { data: { viewer: { login: identity.login } } } }
    }
    return { status: 200, body: { errors: [{ type: 'UNKNOWN', message: `not in this fake: ${query}` }] } }
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error
    return { status: error.status, body: errorBody(error, undefined) }
  }
}
