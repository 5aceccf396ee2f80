import { type Exchange, numberIn, type Route } from '../exchange.ts'
import { notFound } from '../github-error.ts'
import { paginate } from '../paginate.ts'
import { fileShape } from '../shapes/commit.ts'
import { labelShape } from '../shapes/label.ts'
import { pullRequestShape } from '../shapes/pull-request.ts'
import type { FakePull } from '../state.ts'

/** GitHub lists no more of a pull request's files, on any page. */
const MOST_FILES = 3000

const READ_PULLS = [{ pull_requests: 'read' }] as const

export const pullRoutes: readonly Route[] = [
  {
    operation: 'pulls/get',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}',
    permissions: READ_PULLS,
    handle: (exchange) => ({
      status: 200,
      body: pullRequestShape(exchange.state, existingPull(exchange, 'pull_number')),
    }),
  },
  {
    operation: 'pulls/list-files',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/files',
    permissions: READ_PULLS,
    async handle(exchange) {
      const { state } = exchange
      const pull = existingPull(exchange, 'pull_number')
      const mergeBase = await state.objects.mergeBase(pull.base.sha, pull.head.sha)
      const files = await state.objects.changes(mergeBase ?? pull.base.sha, pull.head.sha)
      const { items, headers } = paginate(exchange, files.slice(0, MOST_FILES))
      return { status: 200, headers, body: items.map((file) => fileShape(state, file, pull.head.sha)) }
    },
  },
  {
    operation: 'issues/list-labels-on-issue',
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
    permissions: [{ issues: 'read' }, { pull_requests: 'read' }],
    handle(exchange) {
      const { labels } = existingPull(exchange, 'issue_number')
      const { items, headers } = paginate(exchange, labels)
      return { status: 200, headers, body: items.map((name) => labelShape(exchange.state, name)) }
    },
  },
]

function existingPull(exchange: Exchange, name: string): FakePull {
  const pull = exchange.state.pulls.get(numberIn(exchange, name))
  if (pull === undefined) throw notFound()
  return pull
}
