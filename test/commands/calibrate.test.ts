import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Calibration, calibrationSchema } from '../../src/report/calibration.ts'
import { chat, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

async function calibrateJson(directory: string, args: readonly string[], environment = {}) {
  const run = await runCli(directory, ['calibrate', '--json', '--runs', '20', ...args], { environment })
  const calibration: Calibration = calibrationSchema.parse(JSON.parse(run.stdout))
  return { ...run, suite: calibration.suites[0]! }
}

const ledgers = (root: string) => readdirSync(join(root, '.noisefloor/ledger'))

describe('noisefloor calibrate', () => {
  it('says how to get trials where none are recorded', async () => {
    using repository = makeTriageRepository()
    const { code, stdout } = await runCli(repository.root, ['calibrate'])
    expect(code).toBe(2)
    expect(stdout).toMatchInlineSnapshot(`
      "triage: nothing is recorded to calibrate on
        no trials of base are recorded here: run \`noisefloor check\` on a change, or
        draw some with \`noisefloor calibrate --live --pairs 100\`
      "
    `)
  })

  it('resamples what a check has recorded of base, without a call', async () => {
    await using provider = await startFakeProvider((_, index) =>
      chat(index % 12 === 5 ? '{"queue":"other"}' : '{"queue":"billing"}'),
    )
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl })
    repository.write(REWORDED_PROMPT)
    const environment = { TRIAGE_KEY: 'sk-0123456789' }
    await runCli(repository.root, ['check'], { environment })
    const calls = provider.requests.length
    const { code, suite } = await calibrateJson(repository.root, ['--runs', '40'])
    expect([code, suite.status, provider.requests.length]).toEqual([0, 'calibrated', calls])
    // Head was sent other requests: only base's half of the calls tells how base behaves.
    expect(suite.cases).toMatchObject({ total: 10, recorded: 10, trials: calls / 2 })
    const [nothing, diffuse, broken] = suite.changes
    expect(nothing!.red.low).toBeLessThanOrEqual(0.05)
    expect(nothing!.passed.estimate).toBeGreaterThan(0.8)
    for (const drop of [diffuse!, broken!]) {
      expect(drop.red.estimate).toBeGreaterThan(0.7)
      expect(drop.passed.estimate).toBeLessThan(0.25)
    }
    expect(suite.half_margin!.calls.estimate).toBeGreaterThan(1.5 * nothing!.calls.estimate)
  })

  it('tells what each gating claim finds by itself', async () => {
    using repository = makeTriageRepository({
      scorers: ['  valid: { json-path: $.queue, equals: billing }'],
      assert: [
        '  - { metric: queue, no-regression: { margin: 0.1 } }',
        '  - { metric: valid, at-least: { rate: 0.85, slack: 0.15 } }',
        '  - { metric: valid, no-regression: {}, role: advisory }',
      ],
    })
    const { suite } = await calibrateJson(repository.root, ['--live', '--pairs', '100'])
    const [queue, valid, ...others] = suite.claims
    expect(others).toEqual([])
    expect(queue!.power!.from - queue!.power!.to).toBeCloseTo(0.1, 9)
    expect(queue!.power!.red).toEqual(suite.changes.find(({ change }) => change === 'diffuse')!.red)
    expect(valid!.power!.to).toBeCloseTo(0.7, 9)
    expect(valid!.power!.red.estimate).toBeGreaterThan(0.6)
    expect(valid!.power!.red.low).toBeLessThan(valid!.power!.red.estimate)
  })

  it('gives the same figures for the same trials', async () => {
    using repository = makeTriageRepository()
    const first = await calibrateJson(repository.root, ['--live', '--pairs', '30'])
    const second = await calibrateJson(repository.root, [])
    expect(second.suite.changes).toEqual(first.suite.changes)
  })

  it('draws as many pairs as it was asked for, both arms alike, apart from every gate’s ledger and never twice', async () => {
    await using provider = await startFakeProvider(() => chat('{"queue":"billing"}'))
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl })
    const environment = { TRIAGE_KEY: 'sk-0123456789' }
    const live = ['--live', '--pairs', '45']
    const { suite } = await calibrateJson(repository.root, live, environment)
    expect(provider.requests.length).toBe(90)
    expect(suite.live).toMatchObject({ pairs: 45, missing: 0, verdict: 'pass', calls: 90, cached: 0 })
    expect(suite.cases.trials).toBe(90)
    const again = await calibrateJson(repository.root, live, environment)
    expect([provider.requests.length, again.suite.live!.cached]).toEqual([90, 90])

    repository.write(REWORDED_PROMPT)
    await runCli(repository.root, ['check'], { environment })
    expect(ledgers(repository.root).map((name) => /-calibration-45$/.test(name))).toEqual([true, false])
    expect(provider.requests.length).toBeGreaterThan(90)
    const gate = ledgers(repository.root).find((name) => !name.includes('calibration'))!
    const trials = readFileSync(join(repository.root, '.noisefloor/ledger', gate, 'trials.jsonl'), 'utf8')
    expect(trials.trimEnd().split('\n')).toHaveLength(provider.requests.length - 90)
  })

  it('leaves trials that the next check takes for history, and not for a comparison', async () => {
    using repository = makeTriageRepository({
      assert: ['  - { metric: queue, no-regression: { margin: 0.05 } }'],
      simulated: `rules:
  - when: { contains: "mail 3" }
    replies: [{ text: '{"queue":"billing"}' }, { text: '{"queue":"other"}' }]
  - replies: [{ text: '{"queue":"billing"}' }]
`,
    })
    await calibrateJson(repository.root, ['--live', '--pairs', '100'])
    repository.write(REWORDED_PROMPT)
    const { code, stdout } = await runCli(repository.root, ['check', '--json'])
    const [suite] = JSON.parse(stdout).suites
    expect([code, suite.calls.cached]).toEqual([0, 0])
    expect(suite.notes.join()).toContain('200 trials of an earlier run decide how often each case is drawn')
  })

  it('stays within the budget and says so when it is spent', async () => {
    using repository = makeTriageRepository({ policy: ['budget: { calls: 30, suite-calls: 400 }'] })
    const { code, suite } = await calibrateJson(repository.root, ['--live', '--pairs', '100'])
    expect(code).toBe(2)
    expect(suite.live).toMatchObject({ verdict: 'not-evaluable', reason: 'the budget of 30 calls is spent' })
    expect(suite.live!.calls).toBeLessThanOrEqual(30)

    using smaller = makeTriageRepository({ policy: ['budget: { suite-calls: 40 }'] })
    expect((await calibrateJson(smaller.root, ['--live', '--pairs', '100'])).suite.live!.pairs).toBe(20)
  })

  it('advises a larger budget or margin where the budget cannot decide, and names cases that always fail', async () => {
    await using provider = await startFakeProvider(({ body }, index) =>
      chat(
        JSON.stringify(body.messages).includes('mail 3') || index % 4 === 0
          ? '{"queue":"other"}'
          : '{"queue":"billing"}',
      ),
    )
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      policy: ['budget: { suite-calls: 120 }'],
      assert: ['  - { metric: queue, no-regression: { margin: 0.05 } }'],
    })
    const environment = { TRIAGE_KEY: 'sk-0123456789' }
    const { suite } = await calibrateJson(repository.root, ['--live', '--pairs', '60'], environment)
    expect(suite.cases.always_fail).toEqual(['mail-3'])
    expect(suite.wanted_calls!).toBeGreaterThan(suite.budget_calls)
    expect(suite.affordable_margin!).toBeGreaterThan(0.05)
    const advice = suite.recommendations.join('\n')
    expect(advice).toMatch(/allow [\d,]+ calls \(budget\.suite-calls\), or set the margin to [\d.]+ points/)
    expect(advice).toContain('1 case never scored on queue (mail-3)')
  })

  it('fits into 80 columns, with its progress on stderr', async () => {
    using repository = makeTriageRepository({ cases: 24 })
    const run = await runCli(repository.root, ['calibrate', '--live', '--pairs', '72', '--runs', '20'])
    expect(run.stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(run.stdout).toContain('20 simulated runs of each change, drawn from 144 recorded trials of base')
    expect(run.stderr).toContain('triage: 20 simulated runs: few cases break\n')
  })

  it.each([
    [['--live'], '--live needs to know how many pairs to draw'],
    [['--pairs', '10'], '--pairs needs --live'],
    [['--live', '--pairs', '1e3'], '--pairs 1e3 is not a whole number'],
    [['--runs', '-4'], '--runs -4 is not a whole number'],
    [['--suite', 'triag'], 'did you mean "triage"?'],
  ])('refuses %j', async (args, message) => {
    using repository = makeTriageRepository()
    const { code, stderr } = await runCli(repository.root, ['calibrate', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})
