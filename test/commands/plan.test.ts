import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PlanSummary } from '../../src/commands/plan-summary.ts'
import { chat, startFakeProvider } from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

const PRICED = ['prices: { "model/*": { input: 2, output: 8 } }']

async function planJson(directory: string): Promise<PlanSummary> {
  const { code, stdout } = await runCli(directory, ['plan', '--json'])
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

describe('noisefloor plan', () => {
  it('tells calls and money of a harmless change and of a drop before anything is spent, on an assumed suite', async () => {
    using repository = makeTriageRepository({ policy: PRICED, cases: 20 })
    repository.write(REWORDED_PROMPT)
    const plan = await planJson(repository.root)
    const forecast = plan.suites[0]!.forecast!
    expect(forecast).toMatchObject({ basis: 'assumed', recorded_trials: 0, tokens: { basis: 'estimated' } })
    expect(forecast.runs).toBeGreaterThanOrEqual(12)
    expect(plan.expected_calls).toBeGreaterThan(80)
    expect(plan.drop_calls).toBeGreaterThan(80)
    expect(plan.drop_calls).toBeLessThan(400)
    expect(plan.calls).toBe(600)
    // About 53 characters in, a quarter of 50 tokens out.
    expect(forecast.tokens.output).toBe(12.5)
    const usd = (2 * forecast.tokens.input + 8 * forecast.tokens.output) / 1e6
    expect(plan.expected_usd! / plan.expected_calls).toBeCloseTo(usd, 6)
    expect(plan.most_usd!).toBeGreaterThan((plan.calls * 8 * 50) / 1e6)
    expect(forecast.detectable!).toBeGreaterThan(0.02)
    expect(forecast.detectable!).toBeLessThan(0.1)
    const times = forecast.half_margin!.calls.estimate / forecast.nothing_changed.calls.estimate
    expect(times).toBeGreaterThan(2)
    expect(times).toBeLessThan(6)
  })

  it('rests on what was recorded, and then expects what checks of a harmless change take', async () => {
    using repository = makeTriageRepository({ policy: PRICED })
    await runCli(repository.root, ['calibrate', '--live', '--pairs', '150', '--runs', '20'])
    repository.write(REWORDED_PROMPT)
    const forecast = (await planJson(repository.root)).suites[0]!.forecast!
    expect(forecast).toMatchObject({
      basis: 'recorded',
      recorded_trials: 300,
      recorded_cases: 10,
      tokens: { basis: 'recorded' },
    })
    const calls: number[] = []
    const costs: number[] = []
    for (let seed = 1; seed <= 12; seed += 1) {
      const args = ['check', '--json', '--seed', `${seed}`, '--out', `out-${seed}`]
      const report = JSON.parse((await runCli(repository.root, args)).stdout)
      calls.push(report.calls)
      costs.push(report.cost_usd)
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = Math.sqrt(mean(calls.map((value) => (value - mean(calls)) ** 2)) / (calls.length - 1))
    const { estimate, low, high } = forecast.nothing_changed.calls
    const error = Math.hypot(spread, (high - low) / 2 / 1.96)
    expect(Math.abs(mean(calls) - estimate)).toBeLessThan(2.5 * error)
    // Head's prompt is a word longer than what was recorded.
    expect(mean(costs) / mean(calls) / (forecast.nothing_changed.usd! / estimate)).toBeCloseTo(1, 1)
  }, 60_000)

  it('says that a price is not known instead of calling it free', async () => {
    using repository = makeTriageRepository({ baseUrl: 'https://models.example/v1' })
    repository.write(REWORDED_PROMPT)
    const plan = await planJson(repository.root)
    expect([plan.expected_usd, plan.most_usd]).toEqual([null, null])
    expect((await runCli(repository.root, ['plan'])).stdout).toContain('at an unknown price')
  })

  it('never names more money than the budget allows', async () => {
    using repository = makeTriageRepository({ policy: [...PRICED, 'budget: { usd: 0.01 }'] })
    repository.write(REWORDED_PROMPT)
    expect((await planJson(repository.root)).most_usd).toBe(0.01)
  })

  it('counts what is certain: a deterministic suite is run once', async () => {
    using repository = makeTriageRepository({
      assert: ['  - { metric: queue, at-least: 0.5 }', 'deterministic: true'],
    })
    repository.write(REWORDED_PROMPT)
    const plan = await planJson(repository.root)
    expect([plan.calls, plan.expected_calls, plan.suites[0]!.forecast!.basis]).toEqual([20, 20, 'exact'])
  })

  it('falls back on measured shares where simulating would take too long', async () => {
    const outcomes = ['ok', 'abstained', 'refused', 'clarified', 'gave-up', 'truncated', 'invalid']
    using repository = makeTriageRepository({
      assert: ['queue', ...outcomes.map((name) => `outcome.${name}`)].map(
        (metric) => `  - { metric: ${metric}, no-regression: { margin: 0.1 } }`,
      ),
    })
    repository.write(REWORDED_PROMPT)
    const forecast = (await planJson(repository.root)).suites[0]!.forecast!
    expect(forecast.runs).toBe(0)
    expect(forecast.detectable).toBeGreaterThan(0.02)
    expect(forecast.detectable).toBeLessThan(0.3)
    expect(forecast.nothing_changed.calls.low).toBeLessThan(forecast.nothing_changed.calls.high)
  })

  it('says how long it takes at the limits: assumed at first, then as recorded, and nothing for a model that does not wait', async () => {
    await using provider = await startFakeProvider(() => chat('{"queue":"billing"}'))
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      policy: ['limits: { concurrency: 4 }', 'budget: { minutes: 1 }'],
    })
    repository.write(REWORDED_PROMPT)
    const before = await planJson(repository.root)
    expect(before.suites[0]!.forecast!.time).toMatchObject({
      basis: 'assumed',
      in_flight: 4,
      most_ms: 60_000,
    })
    expect(before.most_ms).toBe(60_000)
    expect(before.expected_ms).toBeGreaterThan(10_000)
    const { code } = await runCli(repository.root, ['check'], {
      environment: { TRIAGE_KEY: 'sk-0123456789' },
    })
    expect(code).toBe(0)
    const after = await planJson(repository.root)
    expect(after.suites[0]!.forecast!.time!.basis).toBe('recorded')
    expect(after.suites[0]!.forecast!.time!.latency_ms).toBeLessThan(1000)
    using simulated = makeTriageRepository()
    simulated.write(REWORDED_PROMPT)
    expect((await planJson(simulated.root)).suites[0]!.forecast!.time!.basis).toBe('simulated')
  })

  it('names the cases that are affected and those that run in head alone', async () => {
    using repository = makeTriageRepository({ cases: 2 })
    const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
    repository.write({
      ...REWORDED_PROMPT,
      'evals/triage.eval.yaml': suite.replace(
        'scorers:',
        '  - { id: added, vars: { mail: hello } }\nscorers:',
      ),
    })
    const [planned] = (await planJson(repository.root)).suites
    expect(planned).toMatchObject({ cases: ['mail-0', 'mail-1'], new_cases: ['added'], changes: ['prompt'] })
  })

  it('is unmoved by a ledger that is damaged or torn, and says so', async () => {
    using repository = makeTriageRepository()
    repository.write({
      ...REWORDED_PROMPT,
      '.noisefloor/ledger/triage-000000000000/trials.jsonl': '{"v":1}\n',
      '.noisefloor/ledger/triage-111111111111/trials.jsonl': '{"v":1,"su',
    })
    const forecast = (await planJson(repository.root)).suites[0]!.forecast!
    expect(forecast.basis).toBe('assumed')
    expect(forecast.notes).toHaveLength(1)
    expect(forecast.notes[0]).toContain('triage-000000000000/trials.jsonl:1')
  })

  it('fits into 80 columns', async () => {
    using repository = makeTriageRepository({ policy: PRICED, cases: 20 })
    repository.write(REWORDED_PROMPT)
    const { stdout } = await runCli(repository.root, ['plan'])
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(stdout).toContain('  affected by         prompts/triage.md\n')
  })

  it('has nothing to say about money when nothing is affected', async () => {
    using repository = makeTriageRepository()
    repository.write({ 'README.md': 'new' })
    const plan = await planJson(repository.root)
    expect([plan.calls, plan.expected_calls, plan.expected_usd, plan.suites[0]!.forecast]).toEqual([
      0,
      0,
      0,
      null,
    ])
  })
})
