import { Octokit } from '@octokit/rest'
import { EnvHttpProxyAgent, fetch } from 'undici'
import type { Clock } from '../provider/clock.ts'
import { retryingRequests } from './retry-requests.ts'

/** The one repository that the run belongs to. */
export interface GitHub {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
}

export interface GitHubOptions {
  /** Without a slash at its end. */
  readonly apiUrl: string
  readonly token: string
  readonly repository: { readonly owner: string; readonly repo: string }
  /** For the proxy's variables. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** Connections to the API of GitHub. */
export interface GitHubConnection {
  /** The API for as long as `milliseconds`, counted from this call, all retries and pauses included. */
  within(milliseconds: number, interrupted?: AbortSignal): GitHub
  /** Ends all connections, so that a request that hangs does not keep the process. */
  close(): Promise<void>
}

/** One attempt is given up after this, so that a connection that hangs leaves time for another one. */
const ATTEMPT_MS = 6_000

/** Sends the token to the origin of `apiUrl` alone, whatever a `link` header says, and through the proxy that the environment names. */
export function openGitHub(options: GitHubOptions): GitHubConnection {
  const { origin } = new URL(options.apiUrl)
  const dispatcher = new EnvHttpProxyAgent(proxySettings(options.environment))
  const closing = new AbortController()

  return {
    within(milliseconds, interrupted) {
      const deadline = AbortSignal.any([
        AbortSignal.timeout(milliseconds),
        closing.signal,
        ...(interrupted === undefined ? [] : [interrupted]),
      ])
      const end = options.clock.now() + milliseconds
      const octokit = new Octokit({
        auth: options.token,
        baseUrl: options.apiUrl,
        userAgent: 'noisefloor',
        // What a server says goes through our own words only.
        log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
        request: {
          fetch: async (url: string, init: Parameters<typeof fetch>[1]) => {
            if (new URL(url).origin !== origin) throw new TypeError('GitHub pointed to another origin')
            const signal = AbortSignal.any([deadline, AbortSignal.timeout(ATTEMPT_MS)])
            return fetch(url, { ...init, signal, dispatcher, redirect: 'error' })
          },
        },
      })
      octokit.hook.wrap(
        'request',
        retryingRequests({
          clock: options.clock,
          signal: deadline,
          timeLeft: () => end - options.clock.now(),
        }),
      )
      return { octokit, ...options.repository }
    },
    async close() {
      closing.abort()
      await dispatcher.destroy()
    },
  }
}

function ignore(): void {}

/** `EnvHttpProxyAgent` looks into the environment of the process where it is told nothing. */
function proxySettings(environment: GitHubOptions['environment']) {
  const read = (name: string) => environment[name.toLowerCase()] ?? environment[name] ?? ''
  const readUrl = (name: string) => {
    const value = read(name).trim()
    const url = value === '' || value.includes('://') ? value : `http://${value}`
    return /^https?:/i.test(url) && URL.canParse(url) ? url : ''
  }
  return { httpProxy: readUrl('HTTP_PROXY'), httpsProxy: readUrl('HTTPS_PROXY'), noProxy: read('NO_PROXY') }
}
