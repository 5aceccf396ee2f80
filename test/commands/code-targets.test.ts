import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../src/boundary/interrupted.ts'
import { runAction } from '../../src/commands/run-action.ts'
import type { TestRepository } from '../change/make-repository.ts'
import { recordCommands } from '../github/record-commands.ts'
import { runCli } from './run-cli.ts'
import { makeSorterRepository, OTHER_RULES, survivorsOf, WORSE_RULES } from './sorter-repository.ts'

type Summary = Readonly<
  Record<string, { verdict: string; reason: string; calls: object; findings: string[] }>
>

async function check(made: TestRepository, options: Parameters<typeof runCli>[2] = {}, ...args: string[]) {
  const run = await runCli(made.root, ['check', '--base', 'HEAD', '--json', ...args], options)
  const report = JSON.parse(run.stdout)
  const suites: Summary = Object.fromEntries(report.suites.map((one: { suite: string }) => [one.suite, one]))
  return { ...run, report, suites }
}

function expectNothingLeft(made: TestRepository): void {
  expect(survivorsOf(made)).toEqual([])
  expect(made.git('worktree', 'list').split('\n')).toHaveLength(1)
  const trees = join(made.root, '.noisefloor/trees')
  expect(existsSync(trees) ? readdirSync(trees) : []).toEqual([])
}

const HANGING = `export function queueOf() {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
}
`

describe('a change of the application', () => {
  it('that makes it worse is a regression, by service and by command', async () => {
    using made = makeSorterRepository()
    made.write(WORSE_RULES)
    const { code, suites } = await check(made)
    expect(code).toBe(1)
    expect(suites).toMatchObject({
      served: { verdict: 'regression', affected_by: ['app/rules.mjs'], calls: { base: 12, head: 12 } },
      command: { verdict: 'regression', calls: { base: 12, head: 12 } },
    })
    expectNothingLeft(made)
  })

  it('that changes nothing passes, and asking again starts nothing', async () => {
    using made = makeSorterRepository()
    made.write(OTHER_RULES)
    const first = await check(made)
    expect(first.code).toBe(0)
    made.commit()
    const again = await runCli(made.root, ['check', '--base', 'HEAD~1', '--head', 'HEAD', '--json'])
    expect(JSON.parse(again.stdout).suites).toMatchObject([
      { suite: 'command', calls: { base: 0, head: 0, cached: 24 } },
      { suite: 'served', calls: { base: 0, head: 0, cached: 24 } },
    ])
    expectNothingLeft(made)
  })

  it('that does not touch what suites depend on affects none', async () => {
    using made = makeSorterRepository()
    made.write({ 'README.md': 'more\n' })
    const { suites } = await check(made)
    expect(Object.values(suites).map(({ verdict }) => verdict)).toEqual(['unaffected', 'unaffected'])
    expect(existsSync(join(made.root, '.noisefloor/trees'))).toBe(false)
  })

  it.each([
    [
      'that does not start',
      "throw new Error('no database')\n",
      /the service sorter of head ended with code 1; its last lines: .*no database/,
    ],
    [
      'that dies on a request',
      `${"import { createServer } from 'node:http'"}
createServer((request, response) => request.url === '/health' ? response.end() : process.exit(3)).listen(Number(process.env.PORT), '127.0.0.1')
`,
      /the service sorter of head ended with code 3/,
    ],
    [
      'that answers nonsense',
      `${"import { createServer } from 'node:http'"}
createServer((request, response) => response.end('<html>')).listen(Number(process.env.PORT), '127.0.0.1')
`,
      /its reply is not JSON/,
    ],
  ])('to a service %s is not evaluable, and says why', async (_, server, reason) => {
    using made = makeSorterRepository({ suites: ['served'] })
    made.write({ 'app/server.mjs': server })
    const { code, suites } = await check(made)
    expect(code).toBe(2)
    expect(suites['served']).toMatchObject({ verdict: 'not-evaluable' })
    expect(suites['served']!.reason).toMatch(reason)
    expectNothingLeft(made)
  })

  it('to a command that crashes is not evaluable, and shows its last line', async () => {
    using made = makeSorterRepository({ suites: ['command'] })
    made.write({ 'app/agent.mjs': "console.error('Error: cannot think'); process.exit(5)\n" })
    const { code, suites } = await check(made)
    expect(code).toBe(2)
    expect(suites['command']!.reason).toMatch(
      /12 × the command: it ended with code 5; it printed: Error: cannot think/,
    )
  })

  it.each([200, 500, 1_500])(
    'is given up when the run is interrupted after %i ms, and nothing is left of it',
    async (ms) => {
      using made = makeSorterRepository()
      made.write({ 'app/rules.mjs': HANGING })
      const interrupted = new AbortController()
      setTimeout(() => interrupted.abort(new Interrupted('interrupted by SIGTERM')), ms)
      const { code, suites } = await check(made, { interrupted: interrupted.signal })
      expect(code).toBe(2)
      expect(suites['command']!.reason).toMatch(/interrupted by SIGTERM/)
      expect(suites['served']!.reason).toMatch(/interrupted by SIGTERM/)
      expectNothingLeft(made)
    },
  )
})

describe('a gate that is killed', () => {
  it('takes everything that it started along', async () => {
    using made = makeSorterRepository()
    made.write({ 'app/rules.mjs': HANGING })
    const cli = join(import.meta.dirname, '../../src/cli.ts')
    const gate = spawn(process.execPath, [cli, 'check', '--base', 'HEAD'], {
      cwd: made.root,
      stdio: 'ignore',
      // In CI the code of a change is refused where nobody can tell whose it is.
      env: { ...process.env, CI: '' },
    })
    const until = async (is: () => boolean) => {
      const deadline = Date.now() + 10_000
      while (!is() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await until(() => survivorsOf(made).length >= 3)
    expect(survivorsOf(made).length).toBeGreaterThanOrEqual(3)
    gate.kill('SIGKILL')
    const trees = join(made.root, '.noisefloor/trees')
    await until(() => survivorsOf(made).length === 0 && readdirSync(trees).length === 0)
    expect(survivorsOf(made)).toEqual([])
    expect(readdirSync(trees)).toEqual([])
  })
})

describe('the other commands', () => {
  it('validate and plan know code targets and run nothing', async () => {
    using made = makeSorterRepository()
    made.write(WORSE_RULES)
    expect((await runCli(made.root, ['validate'])).stdout).toMatch(/2 suites with 24 cases are valid/)
    const plan = await runCli(made.root, ['plan', '--base', 'HEAD'])
    expect(plan.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'served: affected (12 cases): All 12 cases get a different request: the code behind it changed.',
    )
    expect(plan.stdout).toContain('at most             24 calls, at an unknown price')
    expect(existsSync(join(made.root, '.noisefloor'))).toBe(false)
  })

  it('validate finds a service that the policy does not have', async () => {
    using made = makeSorterRepository({ policy: ['services: { live: { base-url: https://live.example } }'] })
    const text = readFileSync(join(made.root, 'evals/served.eval.yaml'), 'utf8')
    made.write({
      'evals/served.eval.yaml': text.replace(/^target:.*$/m, 'target: { http: { service: lvie, path: / } }'),
    })
    const { code, stdout } = await runCli(made.root, ['validate'])
    expect(code).toBe(2)
    expect(stdout).toMatch(/served.eval.yaml:3:.*the policy has no service "lvie"; did you mean "live"\?/)
  })

  it('try asks the working tree once, and shows what was asked', async () => {
    using made = makeSorterRepository()
    const served = await runCli(made.root, ['try', 'invoice-0', '--suite', 'served'])
    expect(served).toMatchObject({ code: 0 })
    expect(served.stdout).toContain('POST /sort')
    expect(served.stdout).toContain('{"queue":"billing"}')
    const command = await runCli(made.root, ['try', 'invoice-0', '--suite', 'command', '--json'])
    expect(JSON.parse(command.stdout)).toMatchObject({
      command: ['node', 'app/agent.mjs'],
      request: { id: 'invoice-0', vars: { mail: 'invoice 0' } },
      output: 'billing',
      scores: { queue: 1 },
    })
    const dry = await runCli(made.root, ['try', 'invoice-0', '--suite', 'command', '--dry-run'])
    expect(dry.stdout).not.toContain('output')
    expectNothingLeft(made)
  })

  it('try tells the user what keeps a service from starting', async () => {
    using made = makeSorterRepository({ suites: ['served'] })
    made.write({ 'app/server.mjs': "throw new Error('no database')\n" })
    const { code, stderr } = await runCli(made.root, ['try', 'invoice-0'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/served\.eval\.yaml: the service sorter of head ended with code 1/)
    expect(stderr).not.toMatch(/fault of its own/)
  })
})

/** The action on a pull request that changes the rules, without a token. */
async function runOnPullRequest(
  made: TestRepository,
  options: {
    readonly fork?: boolean
    readonly environment?: Record<string, string>
    readonly event?: string
  },
) {
  const base = made.git('rev-parse', 'HEAD')
  made.branch('change')
  made.write(WORSE_RULES)
  const head = made.commit()
  made.git('checkout', '--quiet', '--detach', base)
  made.merge(head)
  const temporary = mkdtempSync(join(tmpdir(), 'noisefloor-'))
  const repo = { full_name: 'octo/shop' }
  const payload = {
    action: 'opened',
    number: 7,
    repository: repo,
    pull_request: {
      number: 7,
      state: 'open',
      labels: [],
      head: { sha: head, repo: { full_name: options.fork ? 'mallory/shop' : 'octo/shop' } },
      base: { sha: base, repo },
    },
  }
  writeFileSync(join(temporary, 'event.json'), JSON.stringify(payload))
  try {
    const commands = recordCommands()
    const silent = { write: () => undefined, isTerminal: false, columns: 80 }
    const code = await runAction(
      {
        environment: {
          PATH: process.env['PATH'] ?? '',
          CI: 'true',
          GITHUB_EVENT_NAME: options.event ?? 'pull_request',
          GITHUB_EVENT_PATH: join(temporary, 'event.json'),
          GITHUB_OUTPUT: join(temporary, 'output'),
          GITHUB_REPOSITORY: 'octo/shop',
          GITHUB_SHA: made.git('rev-parse', 'HEAD'),
          GITHUB_WORKSPACE: made.root,
          RUNNER_TEMP: temporary,
          ...options.environment,
        },
        directory: made.root,
        packageDirectory: made.root,
        stdout: silent,
        stderr: silent,
        interrupted: new AbortController().signal,
        now: () => new Date('2026-11-01T12:00:00Z'),
        random: () => 0.5,
      },
      commands,
    )
    const started = existsSync(join(temporary, 'noisefloor/trees'))
    const file = commands.outputs['report'] ?? ''
    return { code, started, report: file === '' ? undefined : JSON.parse(readFileSync(file, 'utf8')) }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

describe('the action', () => {
  const KEYED = 'providers: { openai: { kind: openai, credential: OPENAI_API_KEY } }'

  it('runs code of a pull request only where base’s policy lets it', async () => {
    using refused = makeSorterRepository()
    const without = await runOnPullRequest(refused, {})
    expect(without).toMatchObject({ code: 2, started: false })
    expect(without.report.suites[0].findings).toEqual([
      expect.stringMatching(
        /code of a pull request is not run: the policy allows `commands: never`; set `allow: \{ commands: own \}`/,
      ),
    ])
    using allowed = makeSorterRepository({ policy: ['allow: { commands: own }'] })
    const run = await runOnPullRequest(allowed, {})
    expect(run).toMatchObject({ code: 1, started: true, report: { verdict: 'regression' } })
    expect(survivorsOf(allowed)).toEqual([])
  })

  it('does not run a stranger’s code, and is neutral', async () => {
    for (const policy of [[], ['allow: { commands: own }']]) {
      using made = makeSorterRepository({ policy })
      const run = await runOnPullRequest(made, { fork: true })
      expect(run).toMatchObject({ code: 0, started: false, report: { conclusion: 'neutral' } })
      expect(run.report.suites[0]).toMatchObject({
        verdict: 'unaffected',
        reason: 'not run: the policy does not let code of forks and of Dependabot be run',
      })
    }
    using made = makeSorterRepository({ policy: ['allow: { commands: all }'] })
    expect(await runOnPullRequest(made, { fork: true })).toMatchObject({ code: 1, started: true })
  })

  it('does not run it either when the event is a review of that stranger’s pull request', async () => {
    using made = makeSorterRepository({ policy: ['allow: { commands: own }'] })
    const base = made.git('rev-parse', 'HEAD')
    const environment = { INPUT_BASE: base }
    const run = await runOnPullRequest(made, { fork: true, event: 'pull_request_review', environment })
    expect(run).toMatchObject({ code: 0, started: false, report: { conclusion: 'neutral' } })
  })

  it('never runs code where a key is', async () => {
    using made = makeSorterRepository({ policy: ['allow: { commands: all }'] })
    made.write({ 'noisefloor.yaml': `${KEYED}\nallow: { commands: all }\n` })
    made.commit()
    const run = await runOnPullRequest(made, { environment: { OPENAI_API_KEY: 'sk-canary-1234567890' } })
    expect(run).toMatchObject({ code: 2, started: false })
    expect(run.report.suites[0].findings[0]).toMatch(/not run where keys are: OPENAI_API_KEY is set/)
  })

  it('does not let a pull request allow itself to run code', async () => {
    using made = makeSorterRepository()
    made.write({ 'noisefloor.yaml': 'providers: {}\nallow: { commands: all }\n' })
    const run = await runOnPullRequest(made, {})
    expect(run).toMatchObject({ started: false })
    expect(run.code).not.toBe(0)
    expect(run.report.gate_changes).toMatchObject([
      { loosens: true, description: 'policy, allow.commands: "never" → "all"' },
    ])
  })

  it.each(['pull_request_target', 'workflow_run', 'issue_comment'])('runs nothing on %s', async (event) => {
    using made = makeSorterRepository({ policy: ['allow: { commands: all }'] })
    expect(await runOnPullRequest(made, { event })).toMatchObject({ code: 2, started: false })
  })
})
