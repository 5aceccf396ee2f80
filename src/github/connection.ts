import type { Clock } from '../provider/clock.ts'
import type { GitHub, GitHubConnection } from './client.ts'
import type { RunContext } from './run-context.ts'

/** The API of GitHub, connected to when it is first needed: loading it takes longer than deciding that nothing is affected. */
export interface LazyGitHub {
  /** Why there is none; nothing can then be read or published. */
  readonly missing: string | undefined
  /** The API for so many milliseconds, all retries included, or `undefined` where it is missing. */
  within(milliseconds: number, interrupted?: AbortSignal): Promise<GitHub | undefined>
  close(): Promise<void>
}

export function connectLazily(options: {
  readonly context: Pick<RunContext, 'apiUrl' | 'repository'>
  readonly token: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}): LazyGitHub {
  const { apiUrl, repository } = options.context
  const { token } = options
  if (token === undefined) return missing('the input `github-token` is empty')
  if (apiUrl === undefined) return missing('the runner names no API of GitHub (GITHUB_API_URL)')
  if (repository === undefined) return missing('the runner names no repository (GITHUB_REPOSITORY)')
  let connection: Promise<GitHubConnection> | undefined
  return {
    missing: undefined,
    async within(milliseconds, interrupted) {
      connection ??= import('./client.ts').then(({ openGitHub }) =>
        openGitHub({ ...options, apiUrl, repository, token }),
      )
      return (await connection).within(milliseconds, interrupted)
    },
    async close() {
      await (await connection)?.close()
    },
  }
}

function missing(reason: string): LazyGitHub {
  return { missing: reason, within: async () => undefined, close: async () => undefined }
}
