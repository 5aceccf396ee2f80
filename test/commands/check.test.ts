import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../src/boundary/interrupted.ts'
import { type Report, reportSchema } from '../../src/report/report.ts'
import { makeRepository } from '../change/make-repository.ts'
import { chat, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from './triage-repository.ts'

async function checkJson(
  directory: string,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
) {
  const run = await runCli(directory, ['check', '--json', ...args], { environment })
  const report: Report = reportSchema.parse(JSON.parse(run.stdout))
  expect(report.exit_code).toBe(run.code)
  return { ...run, report, suite: report.suites[0]! }
}

type RecordedPlan = Readonly<{ cases: readonly string[]; perRound: readonly number[] }>

describe('noisefloor check', () => {
  it('does not count trials that a commit brings along', async () => {
    using repository = makeTriageRepository()
    repository.write(WORSE_PROMPT)
    expect((await checkJson(repository.root)).code).toBe(1)
    const ledger = join(repository.root, '.noisefloor/ledger')
    for (const name of readdirSync(ledger)) {
      const file = join(ledger, name, 'trials.jsonl')
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
      const forged = lines.map((line) =>
        JSON.stringify({ ...JSON.parse(line), output: '{"queue":"billing"}' }),
      )
      writeFileSync(file, `${forged.join('\n')}\n`)
    }
    repository.git('add', '--force', '.noisefloor', 'prompts')
    repository.git('commit', '--quiet', '--message', 'harmless')
    const args = ['check', '--json', '--base', 'HEAD~1', '--head', 'HEAD']
    const { code, stdout, stderr } = await runCli(repository.root, args, { environment: { CI: 'true' } })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('a commit may not bring its own trials')
  })

  it.each([
    [
      'only some of the cases',
      (plan: RecordedPlan) => ({ ...plan, cases: plan.cases.slice(0, 2), perRound: [1, 1] }),
    ],
    [
      'cases that do not exist',
      (plan: RecordedPlan) => ({ ...plan, cases: plan.cases.map((id: string) => `${id}x`) }),
    ],
    [
      'one case several times',
      (plan: RecordedPlan) => ({ ...plan, cases: plan.cases.map(() => plan.cases[0]) }),
    ],
    ['another number of turns than cases', (plan: RecordedPlan) => ({ ...plan, perRound: [1] })],
  ])('refuses a recorded plan of %s', async (_, forge) => {
    using repository = makeTriageRepository()
    repository.write(WORSE_PROMPT)
    expect((await checkJson(repository.root)).code).toBe(1)
    const ledger = join(repository.root, '.noisefloor/ledger')
    const file = join(ledger, readdirSync(ledger)[0]!, 'plan.json')
    writeFileSync(file, JSON.stringify(forge(JSON.parse(readFileSync(file, 'utf8')))))
    const { code, stdout, stderr } = await runCli(repository.root, ['check', '--json'])
    expect(code).toBe(2)
    expect(stdout + stderr).toContain('this is not a plan of these cases')
  })

  it('follows no link that a commit puts in the place of its files', async () => {
    using repository = makeTriageRepository()
    const mine = join(repository.root, 'mine.txt')
    writeFileSync(mine, 'mine')
    mkdirSync(join(repository.root, '.noisefloor'))
    for (const name of ['.gitignore', 'report.json'])
      symlinkSync(mine, join(repository.root, '.noisefloor', name))
    repository.write(WORSE_PROMPT)
    expect((await checkJson(repository.root)).code).toBe(1)
    expect(readFileSync(mine, 'utf8')).toBe('mine')
  })

  it('finds that a removed line of the prompt makes the suite worse, and passes when the line is back', async () => {
    using repository = makeTriageRepository()
    repository.write(WORSE_PROMPT)
    const worse = await checkJson(repository.root)
    expect([worse.code, worse.report.verdict, worse.report.conclusion]).toEqual([1, 'regression', 'failure'])
    expect(worse.suite.affected_by).toEqual(['prompts/triage.md'])
    expect(worse.suite.metrics[0]!.p).toBeLessThan(0.05)
    expect(worse.suite.pairs.complete).toBeLessThan(worse.suite.pairs.planned)

    repository.write(REWORDED_PROMPT)
    const mended = await checkJson(repository.root)
    expect([mended.code, mended.report.verdict]).toEqual([0, 'pass'])
  })

  it('calls nothing when nothing that reaches the model changed', async () => {
    using repository = makeTriageRepository()
    repository.write({ 'README.md': 'new', 'prompts/other.md': 'not used' })
    const { code, suite, report } = await checkJson(repository.root)
    expect([code, report.verdict, report.calls, suite.verdict]).toEqual([0, 'unaffected', 0, 'unaffected'])
  })

  it('samples a provider over HTTP with the key that the policy binds, and keeps the key out of everything it writes', async () => {
    await using provider = await startFakeProvider(({ headers }) =>
      chat(`{"queue":"billing"} ${headers['authorization']}`),
    )
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl })
    repository.write(REWORDED_PROMPT)
    const run = await checkJson(repository.root, ['--markdown', 'report.md'], {
      TRIAGE_KEY: 'sk-canary-0123456789',
    })
    expect(provider.requests.length).toBe(run.report.calls)
    expect(
      provider.requests.every(
        (request) => request.headers['authorization'] === 'Bearer sk-canary-0123456789',
      ),
    ).toBe(true)
    const written = readdirSync(repository.root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^\.noisefloor|^report\.md/.test(file) && /\.(jsonl?|md)$/.test(file))
      .map((file) => readFileSync(join(repository.root, file), 'utf8'))
    expect(written.length).toBeGreaterThan(3)
    expect([run.stdout, run.stderr, ...written].filter((text) => text.includes('canary'))).toEqual([])
  })

  it('pays for nothing twice: the same comparison again is answered from the ledger, and offline too', async () => {
    await using provider = await startFakeProvider(() => chat('{"queue":"billing"}'))
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl })
    repository.write(REWORDED_PROMPT)
    const environment = { TRIAGE_KEY: 'sk-0123456789' }
    const first = await checkJson(repository.root, [], environment)
    const calls = provider.requests.length
    const second = await checkJson(repository.root, ['--seed', '7'], environment)
    const offline = await checkJson(repository.root, ['--offline'])
    expect(provider.requests.length).toBe(calls)
    // What was drawn ahead of the last look is no part of the comparison, and is not missed.
    const cached = 2 * first.suite.pairs.complete
    expect(second.suite.calls).toEqual({ base: 0, head: 0, judge: 0, cached })
    expect([second.report.verdict, offline.report.verdict]).toEqual([
      first.report.verdict,
      first.report.verdict,
    ])
    expect(second.suite.metrics).toEqual(first.suite.metrics)
  })

  it('draws the cases that varied in earlier runs more often, says so, and never draws a recorded comparison anew for it', async () => {
    using repository = makeTriageRepository({
      assert: ['  - { metric: queue, no-regression: { margin: 0.05 } }'],
    })
    repository.write({
      'evals/sim.yaml': `rules:
  - when: { contains: "mail 3" }
    replies:
      - { label: right, weight: 1, text: '{"queue":"billing"}' }
      - { label: wrong, weight: 1, text: '{"queue":"other"}' }
  - replies: [{ text: '{"queue":"billing"}' }]
`,
    })
    repository.commit('One mail is a matter of luck')
    repository.write(REWORDED_PROMPT)
    const first = await checkJson(repository.root)
    expect(first.suite.notes.join()).not.toContain('earlier run')
    repository.write({ 'prompts/triage.md': 'Please sort this. Answer with JSON.\n\nMail: {{ mail }}\n' })
    const planned = await runCli(repository.root, ['plan'])
    const second = await checkJson(repository.root)
    for (const text of [planned.stdout, second.suite.notes.join()]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(
        'trials of an earlier run decide how often each case is drawn',
      )
    }
    const calibrated = await runCli(repository.root, ['calibrate', '--json', '--runs', '20'])
    expect(JSON.parse(calibrated.stdout).suites[0].notes.join()).toContain('of 2 earlier runs decide')
    const ledgers = join(repository.root, '.noisefloor/ledger')
    const plans = () =>
      readdirSync(ledgers).map((name) => JSON.parse(readFileSync(join(ledgers, name, 'plan.json'), 'utf8')))
    const before = plans()
    const informed = before.find((plan) => plan.history !== undefined)
    expect(informed.perRound.indexOf(Math.max(...informed.perRound))).toBe(3)
    // The first comparison again: there is more history now, but it has its plan.
    repository.write(REWORDED_PROMPT)
    const again = await checkJson(repository.root)
    expect([again.report.calls, again.suite.metrics]).toEqual([0, first.suite.metrics])
    expect(again.suite.notes).toEqual(first.suite.notes)
    expect(plans()).toEqual(before)
  })

  it('scores recorded trials again when a scorer is edited, without a call', async () => {
    await using provider = await startFakeProvider(() => chat('{"queue":"billing"}'))
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl })
    repository.branch('change')
    repository.write(REWORDED_PROMPT)
    repository.commit()
    await checkJson(repository.root, ['--base', 'main'], { TRIAGE_KEY: 'sk-0123456789' })
    const calls = provider.requests.length
    const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
    repository.checkout('main')
    repository.write({ 'evals/triage.eval.yaml': suite.replace('equals: billing', 'equals: sales') })
    repository.commit()
    repository.checkout('change')
    repository.git('rebase', '-q', 'main')
    const rescored = await checkJson(repository.root, ['--base', 'main', '--offline'])
    expect(provider.requests.length).toBe(calls)
    expect(rescored.suite.metrics[0]!.head.mean).toBe(0)
  })

  it("asks a simulated model again when its description is edited: what it said before is another model's", async () => {
    using repository = makeTriageRepository()
    repository.write(REWORDED_PROMPT)
    const first = await checkJson(repository.root)
    expect(first.suite.metrics[0]!.head.mean).toBeGreaterThan(0.8)
    repository.write({ 'evals/sim.yaml': `rules: [{ replies: [{ text: '{"queue":"other"}' }] }]\n` })
    repository.git('add', 'evals')
    repository.git('commit', '--quiet', '--message', 'It is never right', 'evals')
    const edited = await checkJson(repository.root)
    expect(edited.suite.metrics[0]!.head.mean).toBe(0)
    expect(edited.suite.calls.cached).toBe(0)
    repository.git('checkout', '--quiet', 'HEAD~1', '--', 'evals')
    repository.git('commit', '--quiet', '--message', 'As before', 'evals')
    const back = await checkJson(repository.root)
    expect([back.report.calls, back.suite.metrics]).toEqual([0, first.suite.metrics])
  })

  it('judges a new case by itself, look by look, and once more without a call', async () => {
    using repository = makeTriageRepository({
      assert: [
        '  - { metric: queue, no-regression: { margin: 0.1 } }',
        '  - { metric: queue, at-least: 0.9, role: guardrail }',
      ],
      simulated: `rules: [{ replies: [{ text: '{"queue":"billing"}' }] }]\n`,
    })
    const file = 'evals/triage.eval.yaml'
    const suite = readFileSync(join(repository.root, file), 'utf8')
    repository.write({
      [file]: suite.replace('scorers:', '  - { id: extra, vars: { mail: "another" } }\nscorers:'),
    })
    const planned = await runCli(repository.root, ['plan', '--json'])
    const { forecast, calls } = JSON.parse(planned.stdout).suites[0]
    expect(forecast.nothing_changed.calls.estimate).toBeLessThan(calls / 2)
    const first = await checkJson(repository.root)
    expect([first.code, first.suite.verdict]).toEqual([0, 'pass'])
    expect(first.suite.calls).toEqual({ base: 0, head: 46, judge: 0, cached: 0 })
    const again = await checkJson(repository.root, ['--offline'])
    expect([again.report.calls, again.suite.metrics]).toEqual([0, first.suite.metrics])
  })

  it('says what is missing when it is asked to work offline without recorded trials', async () => {
    using repository = makeTriageRepository()
    repository.write(REWORDED_PROMPT)
    const { code, suite } = await checkJson(repository.root, ['--offline'])
    expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
  })

  it('ends in an orderly way on Ctrl-C, keeps what was paid for and goes on from there', async () => {
    const interrupt = new AbortController()
    await using provider = await startFakeProvider((_, index) => {
      if (index === 60) interrupt.abort(new Interrupted('interrupted by SIGINT'))
      return chat('{"queue":"billing"}', { delayMs: 2 })
    })
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      policy: ['limits: { concurrency: 4 }'],
    })
    repository.write(REWORDED_PROMPT)
    const environment = { TRIAGE_KEY: 'sk-0123456789' }
    const stopped = await runCli(repository.root, ['check'], { environment, interrupted: interrupt.signal })
    expect(stopped.code).toBe(2)
    expect(stopped.stdout).toContain('run the same command again')
    const before = provider.requests.length
    const resumed = await checkJson(repository.root, [], environment)
    expect(resumed.report.verdict).toBe('pass')
    expect(resumed.suite.calls.cached).toBeGreaterThan(40)
    expect(provider.requests.length - before).toBe(resumed.report.calls)
  })

  it('stops as not-evaluable when the budget is spent, and never calls more than it allows', async () => {
    await using provider = await startFakeProvider(() => chat('{"queue":"billing"}'))
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl, policy: ['budget: { calls: 30 }'] })
    repository.write(REWORDED_PROMPT)
    const { suite } = await checkJson(repository.root, [], { TRIAGE_KEY: 'sk-0123456789' })
    expect(provider.requests.length).toBeLessThanOrEqual(30)
    expect(suite.verdict).not.toBe('pass')
    expect(suite.notes.join('\n')).toContain('the budget allows')
  })

  it.each([
    ['suite-tokens: 800', /the budget of suite triage of 800 tokens leaves no room/],
    ['suite-usd: 0.001', /the budget of suite triage of \$0\.001 leaves no room/],
    ['suite-minutes: 0.005', /the time budget of suite triage of 0\.005 minutes is spent/],
  ])('stops a suite at its own %s', async (cap, reason) => {
    await using provider = await startFakeProvider(() => ({ ...chat('{"queue":"billing"}'), delayMs: 100 }))
    const policy = [`budget: { ${cap} }`, 'prices: { model/*: { input: 1, output: 1 } }']
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl, policy })
    repository.write(REWORDED_PROMPT)
    const { suite } = await checkJson(repository.root, [], { TRIAGE_KEY: 'sk-0123456789' })
    expect(suite.verdict).toBe('not-evaluable')
    expect(suite.reason).toMatch(reason)
  })

  it('prints one JSON report on stdout and progress on stderr', async () => {
    using repository = makeTriageRepository()
    repository.write(REWORDED_PROMPT)
    const run = await runCli(repository.root, ['check', '--json'])
    expect(() => JSON.parse(run.stdout)).not.toThrow()
    expect(run.stderr).toMatch(
      /^triage: begins, 10 cases, about \d+ expected, at most \d+ pairs\ntriage: pass after \d+ pairs\n$/,
    )
  })

  it('says how to reproduce it in a line that is safe to copy', async () => {
    using repository = makeTriageRepository()
    const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
    const name = "it's $(id)"
    repository.write({
      'evals/triage.eval.yaml': suite.replace('suite: triage', `suite: ${JSON.stringify(name)}`),
    })
    repository.commit()
    const { report } = await checkJson(repository.root, ['--suite', name, '--seed', '7'])
    expect(report.reproduce).toMatch(/ --suite 'it'\\''s \$\(id\)' --seed 7$/)
  })

  it('leaves nothing for git to see', async () => {
    using repository = makeTriageRepository()
    repository.write(REWORDED_PROMPT)
    await runCli(repository.root, ['check'])
    expect(existsSync(join(repository.root, '.noisefloor/report.json'))).toBe(true)
    expect(repository.git('status', '--porcelain')).toMatch(/^ ?M prompts\/triage\.md$/)
  })
})

describe('reports in files', () => {
  it('are written into folders that do not exist yet, also when nothing could be judged', async () => {
    using repository = makeTriageRepository()
    repository.write({ ...REWORDED_PROMPT, 'evals/triage.eval.yaml': 'suite: [' })
    const files = ['--markdown', 'reports/a/check.md', '--junit', 'reports/b/junit.xml']
    const { code, report } = await checkJson(repository.root, files)
    expect([code, report.verdict]).toEqual([2, 'not-evaluable'])
    expect(readFileSync(join(repository.root, 'reports/a/check.md'), 'utf8')).toContain('could not be judged')
    expect(readFileSync(join(repository.root, 'reports/b/junit.xml'), 'utf8')).toContain(
      '<error type="not-evaluable"',
    )
  })

  it('that cannot be written are warned of, and the verdict stands', async () => {
    using repository = makeTriageRepository()
    repository.write({ ...WORSE_PROMPT, taken: '' })
    const run = await checkJson(repository.root, ['--junit', 'taken/junit.xml', '--markdown', '.'])
    expect([run.code, run.report.verdict]).toEqual([1, 'regression'])
    expect(run.stderr).toMatch(/^warning: .*taken could not be written \(E\w+\); the verdict stands$/m)
    expect(run.stderr).toMatch(/^warning: .* could not be written \(EISDIR\); the verdict stands$/m)
  })

  it('are not written through a link of the repository, neither to a file nor to a folder, but through one of the user', async () => {
    using repository = makeTriageRepository()
    using outside = makeRepository()
    outside.write({ 'mine.txt': 'mine' })
    symlinkSync(join(outside.root, 'mine.txt'), join(repository.root, 'junit.xml'))
    symlinkSync(outside.root, join(repository.root, 'reports'))
    repository.commit('Links')
    repository.write(WORSE_PROMPT)
    const run = await checkJson(repository.root, ['--junit', 'junit.xml', '--markdown', 'reports/check.md'])
    expect([run.code, run.report.verdict]).toEqual([1, 'regression'])
    expect(readFileSync(join(outside.root, 'mine.txt'), 'utf8')).toBe('mine')
    expect(existsSync(join(outside.root, 'check.md'))).toBe(false)
    for (const name of ['junit.xml', 'reports'])
      expect(run.stderr).toMatch(new RegExp(`^warning: .*${name} is a symbolic link of the repository`, 'm'))

    symlinkSync(join(outside.root, 'mine.txt'), join(outside.root, 'own-link'))
    const own = await checkJson(repository.root, ['--junit', join(outside.root, 'own-link')])
    expect(own.stderr).not.toContain('symbolic link')
    expect(readFileSync(join(outside.root, 'mine.txt'), 'utf8')).toContain('<testsuites')
  })
})
