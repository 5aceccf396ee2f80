import { type CheckRequest, parseCheckRequest } from '../check-request.ts'
import { type Exchange, numberIn, type Route } from '../exchange.ts'
import { GitHubError, notFound } from '../github-error.ts'
import { paginate } from '../paginate.ts'
import { checkRunShape } from '../shapes/check-run.ts'
import type { Schema } from '../shapes/schema.ts'
import type { FakeCheckRun } from '../state.ts'

const READ = [{ checks: 'read' }] as const
const WRITE = [{ checks: 'write' }] as const

export const checkRunRoutes: readonly Route[] = [
  {
    operation: 'checks/create',
    method: 'POST',
    path: '/repos/{owner}/{repo}/check-runs',
    permissions: WRITE,
    handle: create,
  },
  {
    operation: 'checks/get',
    method: 'GET',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    permissions: READ,
    handle: (exchange) => ({ status: 200, body: checkRunShape(exchange.state, existingRun(exchange)) }),
  },
  {
    operation: 'checks/update',
    method: 'PATCH',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
    permissions: WRITE,
    handle: update,
  },
  {
    operation: 'checks/list-annotations',
    method: 'GET',
    path: '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
    permissions: READ,
    handle(exchange) {
      const { items, headers } = paginate(exchange, existingRun(exchange).annotations)
      const body = items.map((one) => ({ ...one, blob_href: '' })) satisfies Schema<'check-annotation'>[]
      return { status: 200, headers, body }
    },
  },
  {
    operation: 'checks/list-for-ref',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
    permissions: READ,
    handle: listForRef,
  },
]

async function create(exchange: Exchange) {
  const { state, identity } = exchange
  // A person's token may never create one, whatever its permissions.
  if (identity.app === undefined) throw new GitHubError(403, 'You must authenticate via a GitHub App.')
  const request = parseCheckRequest(exchange.body, true)
  const commit = await state.objects.commit(request.headSha!)
  if (commit === undefined || commit.sha !== request.headSha) {
    throw new GitHubError(422, `No commit found for SHA: ${request.headSha}`)
  }
  const run: FakeCheckRun = {
    id: state.nextId(),
    app: identity.app,
    headSha: commit.sha,
    name: request.name!,
    externalId: null,
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: state.now(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
  }
  apply(run, request, state.now())
  state.checkRuns.push(run)
  return { status: 201, body: checkRunShape(state, run) }
}

function update(exchange: Exchange) {
  const { state, identity } = exchange
  const run = existingRun(exchange)
  if (identity.app?.id !== run.app.id) {
    throw new GitHubError(
      403,
      `Invalid app_id \`${identity.app?.id ?? ''}\` - check run can only be modified by the GitHub App that created it.`,
    )
  }
  apply(run, parseCheckRequest(exchange.body, false), state.now())
  return { status: 200, body: checkRunShape(state, run) }
}

function apply(run: FakeCheckRun, request: CheckRequest, now: string): void {
  run.name = request.name ?? run.name
  run.externalId = request.externalId ?? run.externalId
  run.detailsUrl = request.detailsUrl ?? run.detailsUrl
  run.status = request.status ?? run.status
  run.conclusion = request.conclusion ?? (run.status === 'completed' ? run.conclusion : null)
  run.completedAt = run.status === 'completed' ? (request.completedAt ?? run.completedAt ?? now) : null
  if (request.output === undefined) return
  run.title = request.output.title ?? run.title
  run.summary = request.output.summary
  run.text = request.output.text ?? run.text
  run.annotations.push(...request.output.annotations)
}

async function listForRef(exchange: Exchange) {
  const { state, query, parameters } = exchange
  const commit = await state.objects.commit(parameters['ref']!)
  if (commit === undefined) throw new GitHubError(422, `No commit found for SHA: ${parameters['ref']}`)
  const name = query.get('check_name')
  const status = query.get('status')
  const matching = state.checkRuns.filter(
    (run) =>
      run.headSha === commit.sha &&
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (query.get('app_id') === null || run.app.id === Number(query.get('app_id'))),
  )
  const newestFirst = matching.toReversed()
  const listed = query.get('filter') === 'all' ? newestFirst : latestOfEach(newestFirst)
  const { items, headers } = paginate(exchange, listed)
  const body = { total_count: listed.length, check_runs: items.map((run) => checkRunShape(state, run)) }
  return { status: 200, headers, body }
}

/** Of several runs of one app and name, GitHub shows the newest unless it is asked for all. */
function latestOfEach(newestFirst: readonly FakeCheckRun[]): readonly FakeCheckRun[] {
  const groups = Map.groupBy(newestFirst, (run) => `${run.app.id} ${run.name}`)
  return [...groups.values()].map((runs) => runs[0]!)
}

function existingRun(exchange: Exchange): FakeCheckRun {
  const id = numberIn(exchange, 'check_run_id')
  const run = exchange.state.checkRuns.find((one) => one.id === id)
  if (run === undefined) throw notFound()
  return run
}
