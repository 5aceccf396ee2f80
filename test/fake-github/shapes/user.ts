import type { Identity } from '../identity.ts'
import type { FakeState } from '../state.ts'
import type { Schema } from './schema.ts'

export function userShape(state: FakeState, user: Pick<Identity, 'login' | 'id' | 'type'>) {
  const url = `${state.apiUrl}/users/${encodeURIComponent(user.login)}`
  const page = user.type === 'Bot' ? `apps/${user.login.replace('[bot]', '')}` : user.login
  return {
    login: user.login,
    id: user.id,
    node_id: `U_${user.id}`,
    avatar_url: `${state.serverUrl}/avatars/u/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${state.serverUrl}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  } satisfies Schema<'simple-user'>
}
