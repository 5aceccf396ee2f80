import type { FakeComment, FakeState } from '../state.ts'
import type { Schema } from './schema.ts'
import { userShape } from './user.ts'

export function commentShape(state: FakeState, comment: FakeComment) {
  const repository = `${state.apiUrl}/repos/${state.owner}/${state.name}`
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${repository}/issues/comments/${comment.id}`,
    html_url: `${state.serverUrl}/${state.owner}/${state.name}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${repository}/issues/${comment.issue}`,
    user: userShape(state, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: comment.author.type === 'Bot' ? 'NONE' : 'CONTRIBUTOR',
    body: comment.body,
    performed_via_github_app: null,
  } satisfies Schema<'issue-comment'>
}
