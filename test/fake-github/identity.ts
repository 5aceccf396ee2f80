export type Permission = 'actions' | 'checks' | 'contents' | 'issues' | 'metadata' | 'pull_requests'

export type Permissions = Readonly<Partial<Record<Permission, 'read' | 'write'>>>

/** Whose token it is and what the token may do. */
export interface Identity {
  readonly login: string
  readonly id: number
  readonly type: 'Bot' | 'User'
  /** The GitHub App that the token was made for; absent for a person's token. */
  readonly app?: { readonly id: number; readonly slug: string; readonly name: string }
  readonly permissions: Permissions
}

const GITHUB_ACTIONS = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' } as const

/** The token of a workflow's job with this `permissions:` block. */
export function workflowToken(permissions: Permissions): Identity {
  return { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot', app: GITHUB_ACTIONS, permissions }
}

/** An installation token of a team's own app, as `actions/create-github-app-token` makes it. */
export function appToken(slug: string, permissions: Permissions): Identity {
  return {
    login: `${slug}[bot]`,
    id: 150_000_000,
    type: 'Bot',
    app: { id: 990_001, slug, name: slug },
    permissions,
  }
}

export function personalToken(login: string, permissions: Permissions): Identity {
  return { login, id: 7_000_000 + login.length, type: 'User', permissions }
}
