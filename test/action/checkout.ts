import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What the workflow's checkout step brings; `none`: there is no such step. */
export type Checkout =
  | { readonly of: 'none' }
  | {
      /** `merge`: what `actions/checkout` does on a pull request by default. */
      readonly of: 'merge' | 'head' | 'base'
      /** `fetch-depth`; 0 is everything. */
      readonly depth: number
      /** `persist-credentials`, default true. */
      readonly persistCredentials?: boolean
      /** What no checkout does, and what an air gap amounts to. */
      readonly removeRemote?: boolean
    }

export interface CheckoutPlace {
  readonly workspace: string
  /** `RUNNER_TEMP`. */
  readonly temporary: string
  readonly serverUrl: string
  readonly repository: string
  readonly token: string
}

/** Leaves the workspace as `actions/checkout` v7 leaves it: a detached commit, one remote, credentials in a file of their own. */
export async function checkOut(
  checkout: Checkout,
  commits: { readonly merge: string; readonly head: string; readonly base: string },
  place: CheckoutPlace,
): Promise<void> {
  mkdirSync(place.workspace, { recursive: true })
  if (checkout.of === 'none') return
  const git = async (...args: readonly string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: place.temporary, GIT_TERMINAL_PROMPT: '0' }
    await execute('git', ['-C', place.workspace, ...args], { env })
  }
  await git('init', '--quiet')
  await git('remote', 'add', 'origin', `${place.serverUrl}/${place.repository}`)
  await git('config', '--local', 'gc.auto', '0')

  const credential = Buffer.from(`x-access-token:${place.token}`).toString('base64')
  const file = join(place.temporary, 'git-credentials-1.config')
  writeFileSync(file, `[http "${place.serverUrl}/"]\n\textraheader = AUTHORIZATION: basic ${credential}\n`)
  const include = `includeIf.gitdir:${place.workspace}/.git.path`
  await git('config', '--local', include, file)

  const commit = commits[checkout.of]
  const fetch = [
    '-c',
    'protocol.version=2',
    'fetch',
    '--no-tags',
    '--prune',
    '--no-recurse-submodules',
    '--quiet',
  ]
  const pull = checkout.of === 'merge' ? [`+${commit}:refs/remotes/pull/7/merge`] : []
  if (checkout.depth === 0) await git(...fetch, 'origin', '+refs/heads/*:refs/remotes/origin/*', ...pull)
  else await git(...fetch, `--depth=${checkout.depth}`, 'origin', ...(pull.length > 0 ? pull : [commit]))
  await git('checkout', '--quiet', '--force', checkout.of === 'merge' ? 'refs/remotes/pull/7/merge' : commit)
  if (checkout.persistCredentials === false) await git('config', '--local', '--unset-all', include)
  if (checkout.removeRemote === true) await git('remote', 'remove', 'origin')
}
