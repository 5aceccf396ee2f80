import type { FakePull, FakeState } from '../state.ts'
import { labelShape } from './label.ts'
import { repositoryShape } from './repository.ts'
import type { Schema, Slice } from './schema.ts'
import { userShape } from './user.ts'

export function pullRequestShape(state: FakeState, pull: FakePull) {
  const own = `${state.owner}/${state.name}`
  const url = `${state.apiUrl}/repos/${own}/pulls/${pull.number}`
  const side = (fullName: string, ref: string, sha: string) => {
    const repository = repositoryShape(state, fullName)
    return { label: `${repository.owner.login}:${ref}`, ref, sha, repo: repository, user: repository.owner }
  }
  return {
    id: 2_000_000_000 + pull.number,
    node_id: `PR_${pull.number}`,
    url,
    html_url: `${state.serverUrl}/${own}/pull/${pull.number}`,
    issue_url: `${state.apiUrl}/repos/${own}/issues/${pull.number}`,
    comments_url: `${state.apiUrl}/repos/${own}/issues/${pull.number}/comments`,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: 'A change',
    body: null,
    user: userShape(state, pull.author),
    labels: pull.labels.map((name) => labelShape(state, name)),
    draft: pull.draft,
    merged: pull.merged,
    merge_commit_sha: pull.mergeCommit,
    head: side(pull.head.repository, pull.head.ref, pull.head.sha),
    base: side(own, pull.base.ref, pull.base.sha),
    created_at: '2026-11-01T08:00:00Z',
    updated_at: '2026-11-01T08:30:00Z',
    closed_at: pull.state === 'closed' ? '2026-11-01T09:00:00Z' : null,
    merged_at: pull.merged ? '2026-11-01T09:00:00Z' : null,
    author_association: 'CONTRIBUTOR',
  } satisfies Slice<Schema<'pull-request'>>
}
