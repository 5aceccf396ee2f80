import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportSchema } from '../../src/report/report.ts'
import {
  chat,
  type FakeProvider,
  type FakeScript,
  failure,
  startFakeProvider,
} from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT, WORSE_PROMPT } from './triage-repository.ts'

const PRICES = 'prices: { model/*: { input: 1, output: 1 } }'
/** Of each answer of the fake provider: 30 in and 5 out. */
const TOKENS = 35

/** Breaks a few cases so that the drop is followed up. */
const broken: FakeScript = ({ body }) => {
  const prompt = body.messages![0]!.content
  const isBroken = /mail [0-3]\b/.test(prompt) && !prompt.includes('JSON')
  return chat(isBroken ? '{"queue":"other"}' : '{"queue":"billing"}')
}

async function check(
  script: FakeScript,
  policy: readonly string[],
  change: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) {
  await using provider: FakeProvider = await startFakeProvider(script)
  using repository = makeTriageRepository({ baseUrl: provider.baseUrl, policy, cases: 20 })
  repository.write(change)
  const start = performance.now()
  const { code, stdout } = await runCli(repository.root, ['check', '--json', ...args], {
    environment: { TRIAGE_KEY: 'sk-0123456789' },
  })
  const report = reportSchema.parse(JSON.parse(stdout))
  return {
    code,
    report,
    suite: report.suites[0]!,
    requests: provider.requests.length,
    seconds: (performance.now() - start) / 1000,
  }
}

describe('a cap', () => {
  it.each(['calls', 'suite-calls'])('on %s holds for what follows a drop up as well', async (cap) => {
    for (const calls of [44, 60, 76]) {
      const { suite, requests } = await check(broken, [`budget: { ${cap}: ${calls} }`], WORSE_PROMPT)
      expect(requests).toBeLessThanOrEqual(calls)
      expect(suite.calls.base + suite.calls.head).toBe(requests)
    }
  })

  it.each(['calls', 'suite-calls'])('on %s is not used up by refusals, which cost nothing', async (cap) => {
    const { suite, requests } = await check(
      (_, index) =>
        index % 9 === 4 ? failure(503, 'overloaded', { 'retry-after-ms': '1' }) : chat('{"queue":"other"}'),
      [`budget: { ${cap}: 50 }`],
      REWORDED_PROMPT,
    )
    // Every pair of the plan was drawn, and so the verdict is about the change.
    expect(suite.verdict).not.toBe('not-evaluable')
    expect(suite.pairs).toMatchObject({ missing: 0 })
    expect(requests).toBeGreaterThan(2 * suite.pairs.complete)
  })

  it.each(['tokens', 'suite-tokens'])('on %s holds, whatever was reserved', async (cap) => {
    const { suite, requests } = await check(
      () => chat('{"queue":"other"}'),
      [`budget: { ${cap}: 1500 }`],
      REWORDED_PROMPT,
    )
    expect(requests * TOKENS).toBeLessThanOrEqual(1500)
    expect(requests * TOKENS).toBeGreaterThan(0.5 * 1500)
    expect(suite.verdict).toBe('not-evaluable')
    expect(suite.reason).toMatch(/of 1500 tokens leaves no room for another request/)
  })

  it.each(['usd', 'suite-usd'])('on %s holds, whatever was reserved', async (cap) => {
    const { suite, report, requests } = await check(
      () => chat('{"queue":"other"}'),
      [`budget: { ${cap}: 0.0015 }`, PRICES],
      REWORDED_PROMPT,
    )
    expect((requests * TOKENS) / 1e6).toBeLessThanOrEqual(0.0015)
    expect(report.cost_usd).toBeCloseTo((requests * TOKENS) / 1e6, 12)
    expect(suite.verdict).toBe('not-evaluable')
    expect(suite.reason).toMatch(/of \$0\.0015 leaves no room for another request/)
  })

  it.each(['usd', 'suite-usd'])(
    'on %s wants the prices of both arms before either is called',
    async (cap) => {
      await using provider = await startFakeProvider(() => chat('{"queue":"other"}'))
      using repository = makeTriageRepository({
        baseUrl: provider.baseUrl,
        // Loopback models are free, whatever they are called; this one has an address in the world.
        policy: [
          '  world: { kind: openai-compatible, base-url: "https://models.example.com/v1", credential: TRIAGE_KEY }',
          `budget: { ${cap}: 1 }`,
        ],
      })
      const suite = readFileSync(join(repository.root, 'evals/triage.eval.yaml'), 'utf8')
      repository.write({ 'evals/triage.eval.yaml': suite.replace('model/small', 'world/small') })
      const environment = { TRIAGE_KEY: 'sk-0123456789' }
      const message = 'the price of world/small is not known, so that the cap in dollars cannot be kept'
      const checked = await runCli(repository.root, ['check', '--json'], { environment })
      const report = reportSchema.parse(JSON.parse(checked.stdout))
      expect([checked.code, report.suites[0]!.verdict]).toEqual([2, 'not-evaluable'])
      expect(checked.stdout).toContain(message)
      expect(provider.requests.length).toBe(0)
      const planned = await runCli(repository.root, ['plan', '--json'], { environment })
      expect(JSON.parse(planned.stdout).suites[0].forecast.notes.join()).toContain(message)
      const validated = await runCli(repository.root, ['validate'], { environment })
      expect([validated.code, validated.stdout]).toEqual([2, expect.stringContaining(message)])
    },
  )

  it.each(['minutes', 'suite-minutes'])('on %s ends the run in time', async (cap) => {
    const { suite, seconds } = await check(
      () => ({ ...chat('{"queue":"other"}'), delayMs: 300 }),
      [`budget: { ${cap}: 0.02 }`, 'limits: { concurrency: 2 }'],
      REWORDED_PROMPT,
    )
    expect(suite.verdict).toBe('not-evaluable')
    expect(suite.reason).toMatch(/time budget.* of 0\.02 minutes is spent/)
    expect(seconds).toBeLessThan(6)
  })

  it('of a suite is kept by each suite for itself, and that of the push by all together', async () => {
    await using provider = await startFakeProvider(() => chat('{"queue":"other"}'))
    using repository = makeTriageRepository({
      baseUrl: provider.baseUrl,
      policy: ['budget: { suite-calls: 40, calls: 60 }'],
    })
    const suite = (name: string) =>
      [
        `suite: ${name}`,
        'target: { prompt: ../prompts/triage.md, model: model/small }',
        `cases: [{ id: one, vars: { mail: "${name} one" } }, { id: two, vars: { mail: "${name} two" } }]`,
        'scorers: { queue: { json-path: $.queue, equals: billing } }',
        'assert: [{ metric: queue, at-least: 0.5 }]',
        '',
      ].join('\n')
    repository.write({ 'evals/second.eval.yaml': suite('second'), 'evals/third.eval.yaml': suite('third') })
    repository.commit('Two more suites')
    repository.write(REWORDED_PROMPT)
    const { stdout } = await runCli(repository.root, ['check', '--json'], {
      environment: { TRIAGE_KEY: 'sk-0123456789' },
    })
    const report = reportSchema.parse(JSON.parse(stdout))
    expect(provider.requests.length).toBeLessThanOrEqual(60)
    expect(report.calls).toBe(provider.requests.length)
    for (const one of report.suites) expect(one.calls.base + one.calls.head).toBeLessThanOrEqual(40)
  })
})
