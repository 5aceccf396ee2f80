import type { Route } from '../exchange.ts'
import { forbidden, GitHubError } from '../github-error.ts'
import { userShape } from '../shapes/user.ts'

export const viewerRoutes: readonly Route[] = [
  {
    operation: 'users/get-authenticated',
    method: 'GET',
    path: '/user',
    permissions: [],
    handle({ state, identity }) {
      if (identity.app !== undefined) throw forbidden(true, [])
      return { status: 200, body: userShape(state, identity) }
    },
  },
  {
    operation: 'apps/get-authenticated',
    method: 'GET',
    path: '/app',
    permissions: [],
    handle() {
      throw new GitHubError(401, 'A JSON web token could not be decoded')
    },
  },
]
