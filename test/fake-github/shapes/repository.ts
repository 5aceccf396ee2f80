import type { FakeState } from '../state.ts'
import type { Schema, Slice } from './schema.ts'
import { userShape } from './user.ts'

/** A repository is told by its full name; the fake has one, forks of it only have a name. */
export function repositoryShape(state: FakeState, fullName: string) {
  const [owner = '', name = ''] = fullName.split('/')
  const fork = fullName !== `${state.owner}/${state.name}`
  return {
    id: fork ? 600_000_002 : 600_000_001,
    node_id: fork ? 'R_fork' : 'R_own',
    name,
    full_name: fullName,
    private: state.isPrivate,
    owner: userShape(state, { login: owner, id: 9_000_000 + owner.length, type: 'User' }),
    html_url: `${state.serverUrl}/${fullName}`,
    fork,
    url: `${state.apiUrl}/repos/${fullName}`,
    clone_url: `${state.serverUrl}/${fullName}.git`,
    default_branch: state.defaultBranch,
    visibility: state.isPrivate ? 'private' : 'public',
    archived: false,
    disabled: false,
  } satisfies Slice<Schema<'full-repository'>> & Slice<Schema<'repository'>>
}
