import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../fake-github/make-folder.ts'
import { makePullRequest } from '../fake-github/make-pull-request.ts'
import { startAction } from './run-action.ts'
import { PROMPT, SHOP, WORSE } from './shop-files.ts'
import { startEmulate } from './start-emulate.ts'

/** A second opinion: what the action does must not rest on a mistake that its authors made twice. */
it('gates a pull request of another emulation of GitHub, read through the API, with one comment', {
  timeout: 60_000,
}, async () => {
  using repository = makePullRequest({ base: SHOP, change: WORSE })
  using folder = makeFolder()
  await using github = await startEmulate(repository)
  const pull = (await github.get(`/pulls/${github.number}`)) as { head: { sha: string } }
  expect(pull.head.sha).toBe(github.head)
  const eventPath = join(folder.path, 'event.json')
  const payload = {
    action: 'opened',
    number: github.number,
    pull_request: pull,
    repository: await github.get(''),
  }
  writeFileSync(eventPath, JSON.stringify(payload))
  const workspace = join(folder.path, 'work')
  mkdirSync(workspace)

  for (const runId of [1, 2]) {
    const temporary = join(folder.path, `temp-${runId}`)
    mkdirSync(temporary)
    const { finished } = startAction({
      temporary,
      workspace,
      token: github.token,
      inputs: {},
      environment: {
        GITHUB_SERVER_URL: github.url,
        GITHUB_API_URL: github.url,
        GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
        GITHUB_REPOSITORY: 'harbour-lane/shop',
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: eventPath,
        GITHUB_SHA: github.head,
        GITHUB_ACTOR: 'ada',
        GITHUB_RUN_ID: String(runId),
        GITHUB_RUN_ATTEMPT: '1',
      },
    })
    const run = await finished
    expect(run.warnings).toEqual([])
    expect(run.code).toBe(1)
    expect(run.report).toMatchObject({ base: github.base, head: github.head, verdict: 'regression' })
    expect(run.report?.suites[0]?.affected_by).toEqual([PROMPT])
  }
  const comments = (await github.get(`/issues/${github.number}/comments`)) as { body: string }[]
  expect(comments).toHaveLength(1)
  expect(comments[0]!.body).toMatch(/makes .*triage.* worse/)
  const checks = (await github.get(`/commits/${github.head}/check-runs`)) as {
    check_runs: { conclusion: string }[]
  }
  expect(checks.check_runs.map(({ conclusion }) => conclusion)).toContain('failure')
})
