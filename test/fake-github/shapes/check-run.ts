import type { FakeCheckRun, FakeState } from '../state.ts'
import type { Schema } from './schema.ts'
import { userShape } from './user.ts'

export function checkRunShape(state: FakeState, run: FakeCheckRun) {
  const url = `${state.apiUrl}/repos/${state.owner}/${state.name}/check-runs/${run.id}`
  const page = `${state.serverUrl}/${state.owner}/${state.name}/runs/${run.id}`
  return {
    id: run.id,
    head_sha: run.headSha,
    node_id: `CR_${run.id}`,
    external_id: run.externalId ?? '',
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    // The suite is whichever the workflow's app opened first: nothing can be told from it.
    check_suite: { id: 5_000_001 },
    app: {
      id: run.app.id,
      slug: run.app.slug,
      node_id: `A_${run.app.id}`,
      owner: userShape(state, { login: 'github', id: 9_919, type: 'User' }),
      name: run.app.name,
      description: '',
      external_url: 'https://help.github.com/en/actions',
      html_url: `${state.serverUrl}/apps/${run.app.slug}`,
      created_at: '2018-07-30T09:30:17Z',
      updated_at: '2019-12-10T19:04:12Z',
      permissions: {},
      events: [],
    },
    pull_requests: [],
  } satisfies Schema<'check-run'>
}
