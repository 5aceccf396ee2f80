import { createSign } from 'node:crypto'
import { createEmulator } from 'emulate'
import { openGitObjects } from '../fake-github/git-objects.ts'
import type { PullRequestRepository } from '../fake-github/make-pull-request.ts'

/** Somebody else's emulation of GitHub with our pull request in it. It has no git remote and no GraphQL. */
export interface EmulatedGitHub extends AsyncDisposable {
  readonly url: string
  /** An installation token of the app `github-actions`. */
  readonly token: string
  readonly number: number
  /** Its commits have ids of their own. */
  readonly base: string
  readonly head: string
  get(path: string): Promise<unknown>
}

const APP = 15_368

export async function startEmulate(repository: PullRequestRepository): Promise<EmulatedGitHub> {
  const permissions = {
    contents: 'write',
    pull_requests: 'write',
    issues: 'write',
    checks: 'write',
    metadata: 'read',
  }
  const installations = [{ installation_id: 1, account: 'harbour-lane', repository_selection: 'all' }]
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      github: {
        users: [{ login: 'harbour-lane' }],
        repos: [{ owner: 'harbour-lane', name: 'shop', auto_init: true }],
        apps: [{ app_id: APP, slug: 'github-actions', name: 'GitHub Actions', permissions, installations }],
      },
    },
  })
  const key = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')!.value

  async function request<T>(authorization: string, method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', 'user-agent': 'test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  const { token } = await request<{ token: string }>(
    `Bearer ${appToken(key)}`,
    'POST',
    '/app/installations/1/access_tokens',
    {},
  )
  const ask = <T>(method: string, path: string, body?: unknown) =>
    request<T>(`token ${token}`, method, `/repos/harbour-lane/shop${path}`, body)

  const { base: ourBase, head: ourHead } = repository.commits()
  const objects = openGitObjects(repository.root)
  const upload = async (commit: string, parent: string): Promise<string> => {
    const { entries } = (await objects.tree(commit, true))!
    const tree = await Promise.all(
      entries
        .filter(({ type }) => type === 'blob')
        .map(async ({ path, mode, sha }) => {
          const content = (await objects.blob(sha))!.toString('base64')
          const blob = await ask<{ sha: string }>('POST', '/git/blobs', { content, encoding: 'base64' })
          return { path, mode, type: 'blob', sha: blob.sha }
        }),
    )
    const made = await ask<{ sha: string }>('POST', '/git/trees', { tree })
    const body = { message: 'x', tree: made.sha, parents: [parent] }
    return (await ask<{ sha: string }>('POST', '/git/commits', body)).sha
  }
  const root = await ask<{ object: { sha: string } }>('GET', '/git/ref/heads/main')
  const base = await upload(ourBase, root.object.sha)
  await ask('PATCH', '/git/refs/heads/main', { sha: base })
  const head = await upload(ourHead, base)
  await ask('POST', '/git/refs', { ref: 'refs/heads/change', sha: head })
  const pull = await ask<{ number: number }>('POST', '/pulls', {
    title: 'A change',
    head: 'change',
    base: 'main',
  })

  return {
    url: emulator.url,
    token,
    number: pull.number,
    base,
    head,
    get: (path) => ask('GET', path),
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}

/** The token by which an app proves to be itself, RFC 7519 with RS256. */
function appToken(privateKey: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = Math.floor(Date.now() / 1000)
  const claims = { iat: seconds - 10, exp: seconds + 500, iss: String(APP) }
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`
}
