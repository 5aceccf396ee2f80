import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runAction } from '../../src/commands/run-action.ts'
import type { TestRepository } from '../change/make-repository.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from '../commands/triage-repository.ts'
import { type Received, type Reply, serveApi } from './api-server.ts'
import { storeComments } from './comment-store.ts'
import { recordCommands } from './record-commands.ts'

const folder = mkdtempSync(join(tmpdir(), 'noisefloor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const APPROVAL = ['gate-changes: { label: evals-approved }']

interface RunOptions {
  readonly event?: string
  readonly action?: string
  /** Label that was added. */
  readonly label?: string
  /** Labels that are set now. */
  readonly labels?: readonly string[]
  readonly fork?: boolean
  readonly runId?: number
  readonly environment?: Record<string, string>
  readonly payload?: object
  readonly intercept?: (request: Received) => Reply | undefined
}

/** A pull request of `change` into a repository, checked out as GitHub's merge of it, with its comments. */
function openPullRequest(base: TestRepository, change: Readonly<Record<string, string | undefined>>) {
  const store = storeComments()
  const baseCommit = base.git('rev-parse', 'HEAD')
  base.branch('change')
  base.write(change)
  const head = base.commit()
  base.git('checkout', '--quiet', '--detach', baseCommit)
  const merge = base.merge(head)

  async function run(options: RunOptions = {}) {
    const repo = { full_name: 'octo/shop', default_branch: 'main' }
    const labels = (options.labels ?? []).map((name) => ({ name }))
    const pull = {
      number: 7,
      state: 'open',
      labels,
      head: { sha: head, repo: { full_name: options.fork ? 'mallory/shop' : 'octo/shop' } },
      base: { sha: baseCommit, repo },
    }
    const payload = options.payload ?? {
      action: options.action ?? 'opened',
      number: 7,
      repository: repo,
      pull_request: pull,
      ...(options.label === undefined ? {} : { label: { name: options.label } }),
    }
    const checks: Received['body'][] = []
    await using server = await serveApi((request) => {
      const reply = options.intercept?.(request)
      if (reply !== undefined) return reply
      if (request.path === '/repos/octo/shop/pulls/7') return { body: pull }
      if (request.path === '/repos/octo/shop/check-runs') {
        checks.push(request.body)
        return { status: 201, body: { id: checks.length, external_id: request.body.external_id } }
      }
      return store.answer(request)
    })
    const temporary = mkdtempSync(join(folder, 'run-'))
    const at = (name: string) => join(temporary, name)
    writeFileSync(at('event.json'), JSON.stringify(payload))
    writeFileSync(at('output'), '')
    const commands = recordCommands()
    const code = await runAction(
      {
        environment: {
          PATH: process.env['PATH'] ?? '',
          GITHUB_ACTOR: 'ann',
          GITHUB_API_URL: server.url,
          GITHUB_EVENT_NAME: options.event ?? 'pull_request',
          GITHUB_EVENT_PATH: at('event.json'),
          GITHUB_OUTPUT: at('output'),
          GITHUB_REPOSITORY: 'octo/shop',
          GITHUB_RUN_ID: String(options.runId ?? 100),
          GITHUB_SHA: merge,
          GITHUB_STEP_SUMMARY: at('summary.md'),
          GITHUB_WORKSPACE: base.root,
          RUNNER_TEMP: temporary,
          'INPUT_GITHUB-TOKEN': 'ghs_test_token',
          ...options.environment,
        },
        directory: base.root,
        packageDirectory: base.root,
        stdout: { write: () => undefined, isTerminal: false, columns: 80 },
        stderr: { write: () => undefined, isTerminal: false, columns: 80 },
        interrupted: new AbortController().signal,
        now: () => new Date('2026-11-01T12:00:00Z'),
        random: () => 0.5,
      },
      commands,
    )
    return {
      code,
      checks,
      outputs: commands.outputs,
      summary: readFileSync(at('summary.md'), 'utf8'),
      warnings: commands.said.filter((text) => text.startsWith('warning ')),
      errors: commands.said.filter((text) => text.startsWith('error ')),
      asked: server.received.map(({ method, path }) => `${method} ${path}`),
    }
  }
  return { run, store, head, merge, base: baseCommit }
}

describe('the action on a pull request', () => {
  it('says the same in exit code, comment, check, outputs and summary', async () => {
    using repository = makeTriageRepository({ policy: APPROVAL })
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const { code, checks, outputs, summary } = await pull.run()
    expect(code).toBe(1)
    expect(checks).toMatchObject([{ name: 'noisefloor', head_sha: pull.head, conclusion: 'failure' }])
    expect(checks[0].output.title).toMatch(/^This pull request makes triage worse/)
    expect(checks[0].output.annotations).toMatchObject([{ path: 'prompts/triage.md', start_line: 1 }])
    expect(pull.store.comments).toHaveLength(1)
    expect(pull.store.comments[0]!.body).toMatch(
      /"exit":1,.*\n\*\*noisefloor: this pull request makes `triage` worse\./,
    )
    expect(outputs).toMatchObject({
      verdict: 'regression',
      conclusion: 'failure',
      regressions: '1',
      'comment-url': 'https://github.example/c/1',
    })
    expect(JSON.parse(readFileSync(outputs['report']!, 'utf8'))).toMatchObject({
      exit_code: 1,
      approval_label: 'evals-approved',
    })
    expect(summary).toContain('this pull request makes `triage` worse')
    expect(summary).toContain(
      `git fetch origin pull/7/head && noisefloor check --base ${pull.base} --head ${pull.head}`,
    )
  })

  it('writes a report that is JSON, whatever number a variable for something else holds', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const reportOf = async (environment: Record<string, string>) => {
      const { outputs } = await pull.run({ environment })
      return JSON.parse(readFileSync(outputs['report']!, 'utf8'))
    }
    const [{ metrics }] = (await reportOf({})).suites
    const estimate = String(metrics[0].delta.estimate)
    expect(estimate.length).toBeGreaterThanOrEqual(6)
    expect((await reportOf({ MAX_TOKENS: estimate })).suites[0].metrics).toEqual(metrics)
  })

  it('repeats its verdict when another label is set, without a call', async () => {
    using repository = makeTriageRepository({ policy: APPROVAL })
    const pull = openPullRequest(repository, WORSE_PROMPT)
    await pull.run()
    const { code, checks, outputs, summary } = await pull.run({
      action: 'labeled',
      label: 'bug',
      labels: ['bug'],
      runId: 101,
    })
    expect([code, outputs['conclusion'], outputs['calls'], checks]).toEqual([1, 'failure', '0', []])
    expect(summary).toMatch(/the verdict of run 100, attempt 1,/)
  })

  it.each([
    ['nothing was said about this commit', { action: 'labeled', label: 'bug' }, false],
    [
      'the label is the approval',
      { action: 'labeled', label: 'evals-approved', labels: ['evals-approved'] },
      true,
    ],
    [
      'the approval was given or taken since',
      { action: 'labeled', label: 'bug', labels: ['bug', 'evals-approved'] },
      true,
    ],
    [
      'a fork’s author might have had another bot say it',
      { action: 'labeled', label: 'bug', fork: true },
      true,
    ],
    [
      'the comment says that all is well, which anybody may have written into it',
      { action: 'labeled', label: 'bug' },
      true,
    ],
  ])('judges after a label when %s', async (_, options, before) => {
    using repository = makeTriageRepository({ policy: APPROVAL })
    const pull = openPullRequest(repository, REWORDED_PROMPT)
    if (before) await pull.run()
    const { checks } = await pull.run({ ...options, runId: 101 })
    expect(checks).toHaveLength(1)
  })

  it('judges by head’s suite once the label that GitHub shows now approves it', async () => {
    using repository = makeTriageRepository({ policy: APPROVAL })
    const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
    const pull = openPullRequest(repository, {
      'evals/triage.eval.yaml': suite.replace('margin: 0.1', 'margin: 0.3'),
    })
    expect((await pull.run()).code).toBe(1)
    expect((await pull.run({ labels: ['evals-approved'], runId: 101 })).code).toBe(0)
  })

  it('takes the labels of the event where GitHub does not say, and notes it', async () => {
    using repository = makeTriageRepository({ policy: APPROVAL })
    const pull = openPullRequest(repository, REWORDED_PROMPT)
    const intercept = ({ path }: Received) =>
      path.endsWith('/pulls/7') ? { status: 403, body: { message: 'no' } } : undefined
    const { code, summary } = await pull.run({ labels: ['evals-approved'], intercept })
    expect(code).toBe(0)
    expect(summary).toMatch(/it counts as set, as in the event/)
  })

  it.each([
    [
      'GitHub refuses everything',
      () => ({ status: 403, body: { message: 'Resource not accessible by integration' } }),
    ],
    ['there is no such API', () => ({ status: 404, body: '<html>not here</html>' })],
    ['the API answers with something else', () => ({ status: 200, body: '<html>sign in</html>' })],
  ])('has the same exit code and one warning when %s', async (_, intercept) => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const { code, warnings, summary } = await pull.run({ intercept })
    expect(code).toBe(1)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(
      /the comment and the check run were not written: .*\. The verdict and the exit code are not touched/,
    )
    expect(summary).toContain('makes `triage` worse')
  })

  it.each([
    ['a token', { 'INPUT_GITHUB-TOKEN': '' }],
    ['an API', { GITHUB_API_URL: '' }],
    ['a repository', { GITHUB_REPOSITORY: '' }],
  ])('decides without %s, with one warning', async (_, environment) => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const { code, warnings, asked } = await pull.run({ environment })
    expect([code, warnings.length, asked]).toEqual([1, 1, []])
  })

  it('decides when the runner says nothing at all but the event’s name', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const names = ['ACTOR', 'API_URL', 'EVENT_PATH', 'OUTPUT', 'REPOSITORY', 'RUN_ID', 'SHA', 'WORKSPACE']
    const environment = Object.fromEntries(names.map((name) => [`GITHUB_${name}`, '']))
    expect((await pull.run({ environment })).code).toBe(1)
  })

  it('writes neither comment nor check where they are not wanted', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const { code, asked } = await pull.run({ environment: { INPUT_CHECK: 'false', INPUT_COMMENT: 'false' } })
    expect([code, asked]).toEqual([1, ['GET /repos/octo/shop/pulls/7']])
  })

  it('says in the comment what keeps it from judging', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const { code, checks, errors } = await pull.run({ environment: { INPUT_SUITE: 'triag' } })
    expect([code, checks[0].conclusion]).toEqual([2, 'failure'])
    expect(errors.join()).toContain('there is no suite "triag"; did you mean "triage"?')
    expect(pull.store.comments[0]!.body).toContain('could not be judged')
  })
})

describe('the action without the keys of a policy', () => {
  async function runWithout(options: RunOptions) {
    let called = 0
    await using provider = await serveApi(() => {
      called += 1
      return { status: 500 }
    })
    using repository = makeTriageRepository({ baseUrl: `${provider.url}/v1` })
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const run = await pull.run(options)
    return { ...run, called }
  }

  it.each([
    ['a fork', { fork: true }],
    ['Dependabot', { environment: { GITHUB_ACTOR: 'dependabot[bot]' } }],
  ])('is neutral for %s and calls nothing', async (_, options) => {
    const { code, outputs, summary, called } = await runWithout(options)
    expect([code, outputs['conclusion'], called]).toEqual([0, 'neutral', 0])
    expect(summary).toMatch(/nothing was judged\.\*\* 1 affected suite was not run/)
  })

  it('fails for a branch of the repository itself', async () => {
    const { code, outputs, called } = await runWithout({})
    expect([code, outputs['verdict'], called]).toEqual([2, 'not-evaluable', 0])
  })
})

describe('the action on other events', () => {
  it.each(['pull_request_target', 'workflow_run', 'issue_comment'])(
    'refuses %s before it reads anything',
    async (event) => {
      using repository = makeTriageRepository()
      const pull = openPullRequest(repository, WORSE_PROMPT)
      const { code, asked, outputs, summary } = await pull.run({ event })
      expect([code, asked, outputs['conclusion']]).toEqual([2, [], 'failure'])
      expect(summary).toContain('secrets')
    },
  )

  it('judges nothing when a pull request is closed', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const { code, asked, outputs } = await pull.run({ action: 'closed' })
    expect([code, asked, outputs['conclusion']]).toEqual([0, [], 'neutral'])
  })

  it('gates a merge group with its pull request’s approval, and writes the check alone', async () => {
    using repository = makeTriageRepository({ policy: APPROVAL })
    const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
    const pull = openPullRequest(repository, {
      'evals/triage.eval.yaml': suite.replace('margin: 0.1', 'margin: 0.3'),
    })
    const ref = `refs/heads/gh-readonly-queue/main/pr-7-${pull.base}`
    const payload = { merge_group: { base_sha: pull.base, head_sha: pull.merge, head_ref: ref } }
    const denied = await pull.run({ event: 'merge_group', payload })
    expect([denied.code, denied.checks[0].head_sha]).toEqual([1, pull.merge])
    const approved = await pull.run({ event: 'merge_group', payload, labels: ['evals-approved'] })
    expect(approved.code).toBe(0)
    expect(pull.store.comments).toEqual([])
  })

  it('checks the files of a push and calls nothing', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, { 'evals/broken.eval.yaml': 'suite: broken\ntarget: 5\n' })
    const good = await pull.run({ event: 'push', payload: { after: pull.base } })
    expect([good.code, good.asked]).toEqual([0, []])
    const bad = await pull.run({ event: 'push', payload: { after: pull.head } })
    expect([bad.code, bad.outputs['verdict']]).toEqual([2, 'not-evaluable'])
    expect(bad.errors[0]).toContain('"file":"evals/broken.eval.yaml"')
  })

  it('compares with the default branch when it is dispatched, and reports in the summary alone', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, WORSE_PROMPT)
    const payload = { repository: { default_branch: 'main' } }
    const { code, asked, summary } = await pull.run({ event: 'workflow_dispatch', payload })
    expect([code, asked]).toEqual([1, []])
    expect(summary).toContain('makes `triage` worse')
  })

  it('explains inputs that cannot be used', async () => {
    using repository = makeTriageRepository()
    const pull = openPullRequest(repository, {})
    const { code, summary, errors } = await pull.run({ environment: { INPUT_MODE: 'record' } })
    expect([code, errors.length]).toEqual([2, 1])
    expect(summary).toContain('comes with a later one')
  })
})
