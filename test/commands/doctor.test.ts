import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findMistakes } from '../../src/commands/validate.ts'
import { terminalPage } from '../../src/report/terminal-page.ts'
import { diagnose } from '../../src/setup/diagnose.ts'
import type { DoctorFinding } from '../../src/setup/doctor-finding.ts'
import { doctorLines, inOrder } from '../../src/setup/doctor-lines.ts'
import { makeRepository, type TestRepository } from '../change/make-repository.ts'
import { chat, type FakeAnswer, failure, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'

const SHA = '0123456789abcdef0123456789abcdef01234567'
const WORKFLOW = `name: evals
on:
  pull_request:
    branches: [main]
    types: [opened, synchronize, reopened, labeled, edited]
permissions: {}
jobs:
  evals:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions: { contents: read, pull-requests: write, checks: write }
    steps:
      - uses: actions/checkout@${SHA}
        with: { fetch-depth: 2, persist-credentials: false }
      - uses: actions/cache/restore@${SHA}
        with: { path: "\${{ runner.temp }}/noisefloor", key: a }
      - uses: acme/noisefloor@${SHA}
        env:
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
`
const POLICY = `# yaml-language-server: $schema=node_modules/noisefloor/schema/policy.schema.json
providers:
  openai: { kind: openai, credential: OPENAI_API_KEY }
budget: { usd: 5, calls: 4000, minutes: 20 }
gate-changes: { label: evals-approved }
`
const SUITE = `# yaml-language-server: $schema=../node_modules/noisefloor/schema/suite.schema.json
suite: triage
target: { prompt: ../prompts/triage.md, model: openai/gpt-5-mini, params: { max-output-tokens: 300 } }
cases:
  - { id: a, vars: { mail: Where is it? } }
  - { id: b, vars: { mail: Send it back. } }
scorers: { short: { length: { max: 100 } } }
assert: [{ metric: short, no-regression: { margin: 0.1 } }]
`
const HEALTHY = {
  'noisefloor.yaml': POLICY,
  'evals/triage.eval.yaml': SUITE,
  'prompts/triage.md': 'Sort this mail: {{ mail }}\n',
  '.github/workflows/evals.yml': WORKFLOW,
  '.gitignore': '.noisefloor/\n',
}
const KEY = { OPENAI_API_KEY: 'sk-0123456789' }

function healthyRepository(): TestRepository {
  const repository = makeRepository()
  repository.write(HEALTHY)
  repository.commit()
  return repository
}

/** What is not well, without commits. */
function complaints(findings: readonly DoctorFinding[]): string {
  const page = terminalPage({ columns: 80, colour: false })
  return doctorLines(inOrder(findings.filter(({ status }) => status !== 'ok')), page)
    .join('\n')
    .replaceAll(/\b[0-9a-f]{12}\b/g, 'COMMIT')
}

/** As the command does, but for the forecast, which takes its time. */
function diagnoseHere(directory: string, environment: Readonly<Record<string, string>>) {
  const world = {
    directory,
    environment: { PATH: process.env['PATH'] ?? '', ...environment },
    packageDirectory: join(import.meta.dirname, '../..'),
  }
  const ports = { mistakes: findMistakes, forecast: async () => [] }
  return diagnose({ config: 'noisefloor.yaml' }, world, ports)
}

interface BrokenSetUp {
  readonly name: string
  readonly write?: Readonly<Record<string, string | undefined>>
  /** Instead of a change of files. */
  readonly prepare?: (repository: TestRepository) => string | undefined
  readonly environment?: Readonly<Record<string, string>>
  readonly code: 0 | 2
}

const edited = (text: string, from: string | RegExp, to: string): string => {
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`nothing to replace: ${from}`)
  return changed
}
const workflow = (from: string | RegExp, to: string) => ({
  '.github/workflows/evals.yml': edited(WORKFLOW, from, to),
})

const BROKEN: readonly BrokenSetUp[] = [
  {
    name: 'a shallow clone',
    code: 0,
    prepare(repository) {
      repository.branch('work')
      for (const text of ['one', 'two']) {
        repository.write({ 'notes.txt': text })
        repository.commit()
      }
      repository.checkout('main')
      const clone = join(repository.root, '..', 'clone')
      execFileSync('git', [
        'clone',
        '-q',
        '--depth=1',
        '--branch=work',
        '--no-single-branch',
        `file://${repository.root}`,
        clone,
      ])
      return clone
    },
  },
  {
    name: 'a base that is not here',
    code: 2,
    prepare: (repository) => void repository.git('branch', '-m', 'main', 'work'),
  },
  {
    name: 'no commit yet',
    code: 2,
    prepare(repository) {
      repository.git('checkout', '-q', '--orphan', 'new')
      return undefined
    },
  },
  {
    name: 'a policy that is not in base',
    code: 0,
    prepare(repository) {
      repository.write({ 'noisefloor.yaml': undefined })
      repository.commit()
      repository.write({ 'noisefloor.yaml': POLICY })
      return undefined
    },
  },
  {
    name: 'files with mistakes',
    code: 2,
    write: {
      'noisefloor.yaml': edited(POLICY, 'budget:', 'bugdet:'),
      'evals/triage.eval.yaml': edited(SUITE, 'triage.md', 'triag.md'),
    },
  },
  { name: 'pull_request_target', code: 2, write: workflow('pull_request:', 'pull_request_target:') },
  {
    name: 'a workflow with a path filter and without types',
    code: 0,
    write: workflow(/ {4}types: .*\n/, '    paths: [prompts/**]\n'),
  },
  {
    name: 'a checkout of depth 1 that keeps its token',
    code: 0,
    write: workflow(/\n.*fetch-depth: 2.*/, ''),
  },
  {
    name: 'a token that may too little and too much',
    code: 2,
    write: workflow('contents: read, pull-requests: write, checks: write', 'issues: write'),
  },
  {
    name: 'continue-on-error',
    code: 2,
    write: workflow('    timeout-minutes: 30', '    timeout-minutes: 5\n    continue-on-error: true'),
  },
  {
    name: 'a key that is not handed over',
    code: 2,
    write: workflow(/ {8}env:\n.*\n/, ''),
  },
  {
    name: 'a key in the workflow',
    code: 2,
    write: workflow(/\$\{\{ secrets.OPENAI_API_KEY \}\}/, 'sk-secret-0123456789'),
  },
  {
    name: 'the action of a placeholder, and nothing cached',
    code: 2,
    write: {
      '.github/workflows/evals.yml': edited(
        edited(WORKFLOW, `acme/noisefloor@${SHA}`, 'OWNER/noisefloor@<full commit SHA>'),
        /.*actions\/cache.*\n.*\n/,
        '',
      ),
    },
  },
  { name: 'no workflow', code: 0, write: { '.github/workflows/evals.yml': undefined } },
  { name: 'no key on a laptop', code: 0, environment: {} },
  { name: 'no key in CI', code: 2, environment: { CI: 'true' } },
  { name: 'a key with a line break', code: 2, environment: { OPENAI_API_KEY: 'sk-0123456789\n' } },
  {
    name: 'a model that nobody knows',
    code: 2,
    write: { 'evals/triage.eval.yaml': edited(SUITE, 'gpt-5-mini', 'gpt-5-mni') },
  },
  {
    name: 'schemas that are missing and of another version',
    code: 0,
    write: {
      'noisefloor.yaml': edited(POLICY, /\$schema=.*/, '$schema=evals/schema/policy.schema.json'),
      'evals/schema/policy.schema.json': '{}',
      'evals/triage.eval.yaml': edited(SUITE, /.*\n/, ''),
    },
  },
  {
    name: 'recorded trials in git',
    code: 2,
    prepare(repository) {
      repository.write({ '.noisefloor/ledger/a/trials.jsonl': '{}\n', '.gitignore': undefined })
      repository.commit()
      return undefined
    },
  },
]

describe('noisefloor doctor', () => {
  it('finds nothing wrong with a set-up that works, in lines of 80 columns', async () => {
    using repository = healthyRepository()
    const run = await runCli(repository.root, ['doctor'], { environment: KEY })
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringContaining('\n0 problems, 0 warnings, 11 ok. Nothing is broken.\n'),
    ])
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says what is wrong with each broken set-up, where, what it means and what to do', async () => {
    const told: string[] = []
    for (const { name, write, prepare, environment, code } of BROKEN) {
      using repository = healthyRepository()
      if (write !== undefined) {
        repository.write(write)
        repository.commit()
      }
      const directory = prepare?.(repository) ?? repository.root
      const { findings } = await diagnoseHere(directory, environment ?? KEY)
      told.push(`━━ ${name}\n\n${complaints(findings)}\n`)
      const isBroken = findings.some(({ status }) => status === 'problem')
      expect([name, isBroken ? 2 : 0]).toEqual([name, code])
    }
    await expect(told.join('\n')).toMatchFileSnapshot('__snapshots__/doctor-broken.txt.snap')
  })

  it('finds a budget that no push fits into, and a margin that the cap on calls is too small for', async () => {
    using repository = healthyRepository()
    repository.write({ 'noisefloor.yaml': edited(POLICY, 'usd: 5', 'usd: 0.0001') })
    const poor = await runCli(repository.root, ['doctor'], { environment: KEY })
    expect([poor.code, poor.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringMatching(
        /problem budget noisefloor.yaml: .* the cap is usd: 0.0001, so that such a push cannot be judged → raise/,
      ),
    ])
    repository.write({
      'evals/triage.eval.yaml': edited(SUITE, 'margin: 0.1', 'margin: 0.03'),
      'noisefloor.yaml': edited(POLICY, 'calls: 4000', 'calls: 4000, suite-calls: 100'),
    })
    const short = await runCli(repository.root, ['doctor'], { environment: KEY })
    expect([short.code, short.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringMatching(
        /warning budget evals\/triage.eval.yaml: suite triage may make 100 calls, in which only a drop of [\d.]+ points shows; its margin is 3 points/,
      ),
    ])
  })

  it('says so outside of a repository', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'noisefloor-test-')))
    try {
      const { code, stdout } = await runCli(root, ['doctor'])
      expect([code, stdout]).toEqual([
        2,
        expect.stringContaining('no git repository with a working tree here'),
      ])
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it('gives the same as one JSON value', async () => {
    using repository = healthyRepository()
    repository.write(workflow('fetch-depth: 2, ', ''))
    const { code, stdout } = await runCli(repository.root, ['doctor', '--json'], { environment: KEY })
    const { v, healthy, counts, findings } = JSON.parse(stdout)
    expect([code, v, healthy, counts]).toEqual([0, 1, true, { ok: 11, warning: 1, problem: 0 }])
    expect(findings.find(({ status }: { status: string }) => status === 'warning')).toMatchObject({
      subject: 'workflow',
      file: '.github/workflows/evals.yml',
      line: 13,
      remedy: 'set fetch-depth: 2',
    })
  })
})

describe('noisefloor doctor --live', () => {
  const loopback = (baseUrl: string) => ({
    'noisefloor.yaml': edited(POLICY, 'kind: openai,', `kind: openai-compatible, base-url: "${baseUrl}",`),
  })

  it('asks each model once, says what that costs before, and which limits are announced', async () => {
    await using provider = await startFakeProvider(() => {
      const answer: FakeAnswer = chat('yes')
      return typeof answer === 'string'
        ? answer
        : {
            ...answer,
            headers: {
              ...answer.headers,
              'x-ratelimit-limit-requests': '2',
              'x-ratelimit-remaining-requests': '1',
            },
          }
    })
    using repository = healthyRepository()
    repository.write(loopback(provider.baseUrl))
    const { code, stdout, stderr } = await runCli(repository.root, ['doctor', '--live'], { environment: KEY })
    expect([code, provider.requests.length, provider.requests[0]!.body['max_tokens']]).toEqual([0, 1, 16])
    expect(stderr).toContain('Asking openai/gpt-5-mini once each, for at most $0.')
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/ok ping openai\/gpt-5-mini answers.*its limits: 2 requests/)
    expect(text).toContain('warning ping openai/gpt-5-mini announces 2 requests in a window')
  })

  it.each([
    [401, 'invalid_api_key', /problem +ping.*401.* → check OPENAI_API_KEY/],
    [
      404,
      'model_not_found',
      /problem +ping evals\/triage.eval.yaml:3: .*404.* → check the name of the model/,
    ],
    [429, 'insufficient_quota', /problem +ping.*429.* → add credit/],
    [429, 'rate_limit_exceeded', /warning +ping.*429.* → try again/],
  ])('tells what an answer of %i %s means', async (status, code, said) => {
    await using provider = await startFakeProvider(() => failure(status, code))
    using repository = healthyRepository()
    repository.write(loopback(provider.baseUrl))
    const { stdout } = await runCli(repository.root, ['doctor', '--live'], { environment: KEY })
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(said)
    expect(stdout).not.toContain('sk-0123456789')
    expect(provider.requests).toHaveLength(1)
  })

  it('sends nothing without a key', async () => {
    await using provider = await startFakeProvider(() => chat('yes'))
    using repository = healthyRepository()
    repository.write(loopback(provider.baseUrl))
    const { stdout } = await runCli(repository.root, ['doctor', '--live'])
    expect([provider.requests.length, stdout]).toEqual([0, expect.stringContaining('is not set')])
  })
})

describe('noisefloor doctor --token', () => {
  async function startGitHub(statuses: Readonly<Record<string, number>>) {
    const server = createServer((request, response) => {
      const status = statuses[request.url ?? ''] ?? 404
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify(status === 200 ? { permissions: { push: true, triage: true } } : { message: 'no' }),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return {
      environment: {
        ...KEY,
        GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_TOKEN: 'ghs_0123456789',
      },
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
    }
  }

  it('reads the repository, and misses the label that approves changes of the gate', async () => {
    await using github = await startGitHub({ '/repos/acme/shop': 200 })
    using repository = healthyRepository()
    const { code, stdout } = await runCli(repository.root, ['doctor', '--token'], github)
    expect(code).toBe(0)
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain('ok token the token reads acme/shop, and its owner may write')
    expect(text).toContain(
      'warning token the label evals-approved, which approves changes of the gate, does not exist',
    )
  })

  it('says that a token is refused, or that there is none', async () => {
    await using github = await startGitHub({ '/repos/acme/shop': 401 })
    using repository = healthyRepository()
    const refused = await runCli(repository.root, ['doctor', '--token'], github)
    expect([refused.code, refused.stdout]).toEqual([2, expect.stringContaining('GitHub answered 401')])
    const none = await runCli(repository.root, ['doctor', '--token'], { environment: KEY })
    expect([none.code, none.stdout]).toEqual([2, expect.stringContaining('there is no token')])
  })
})
