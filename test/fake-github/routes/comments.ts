import { type Exchange, numberIn, type Route } from '../exchange.ts'
import { GitHubError, invalidField, notFound } from '../github-error.ts'
import { paginate } from '../paginate.ts'
import { commentShape } from '../shapes/comment.ts'
import type { FakeComment } from '../state.ts'

const MOST_CHARACTERS = 65_536

const READ = [{ issues: 'read' }, { pull_requests: 'read' }] as const
const WRITE = [{ issues: 'write' }, { pull_requests: 'write' }] as const

export const commentRoutes: readonly Route[] = [
  {
    operation: 'issues/list-comments',
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    permissions: READ,
    handle(exchange) {
      const issue = existingIssue(exchange)
      const { state } = exchange
      const { items, headers } = paginate(
        exchange,
        state.comments.filter((comment) => comment.issue === issue),
      )
      return { status: 200, headers, body: items.map((comment) => commentShape(state, comment)) }
    },
  },
  {
    operation: 'issues/create-comment',
    method: 'POST',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    permissions: WRITE,
    handle(exchange) {
      const issue = existingIssue(exchange)
      const { state, identity } = exchange
      const now = state.now()
      const comment: FakeComment = {
        id: state.nextId(),
        issue,
        author: identity,
        body: bodyOf(exchange),
        createdAt: now,
        updatedAt: now,
      }
      state.comments.push(comment)
      const body = commentShape(state, comment)
      return { status: 201, headers: { location: body.url }, body }
    },
  },
  {
    operation: 'issues/get-comment',
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    permissions: READ,
    handle: (exchange) => ({ status: 200, body: commentShape(exchange.state, existingComment(exchange)) }),
  },
  {
    operation: 'issues/update-comment',
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    permissions: WRITE,
    handle(exchange) {
      const comment = existingComment(exchange)
      comment.body = bodyOf(exchange)
      comment.updatedAt = exchange.state.now()
      return { status: 200, body: commentShape(exchange.state, comment) }
    },
  },
  {
    operation: 'issues/delete-comment',
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
    permissions: WRITE,
    handle(exchange) {
      const { comments } = exchange.state
      comments.splice(comments.indexOf(existingComment(exchange)), 1)
      return { status: 204 }
    },
  },
]

function existingIssue(exchange: Exchange): number {
  const number = numberIn(exchange, 'issue_number')
  if (!exchange.state.pulls.has(number)) throw notFound()
  return number
}

function existingComment(exchange: Exchange): FakeComment {
  const id = numberIn(exchange, 'comment_id')
  const comment = exchange.state.comments.find((one) => one.id === id)
  if (comment === undefined) throw notFound()
  return comment
}

function bodyOf(exchange: Exchange): string {
  const { body } = exchange.body
  if (typeof body !== 'string') {
    throw new GitHubError(422, "Invalid request.\n\nFor 'properties/body', nil is not a string.")
  }
  if (body.trim() === '') throw invalidField('IssueComment', 'body', 'body cannot be blank')
  if (body.length > MOST_CHARACTERS) {
    throw invalidField('IssueComment', 'body', `body is too long (maximum is ${MOST_CHARACTERS} characters)`)
  }
  return body
}
