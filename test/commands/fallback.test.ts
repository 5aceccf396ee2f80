import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrialRecord } from '../../src/ledger/trial-record.ts'
import { type Report, reportSchema } from '../../src/report/report.ts'
import type { TestRepository } from '../change/make-repository.ts'
import {
  chat,
  type FakeProvider,
  type FakeScript,
  failure,
  startFakeProvider,
} from '../provider/fake-provider.ts'
import { recordedTrials } from './recorded-trials.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

const SUITE = 'evals/triage.eval.yaml'
const environment = { TRIAGE_KEY: 'sk-0123456789', SPARE_KEY: 'sk-9876543210' }
const right: FakeScript = () => chat('{"queue":"billing"}')
/** Two of three answers are right. */
const weaker: FakeScript = (_, index) => chat(index % 3 === 0 ? '{"queue":"other"}' : '{"queue":"billing"}')

interface Providers extends AsyncDisposable {
  readonly main: FakeProvider
  readonly spare: FakeProvider
}

async function startBoth(main: FakeScript, spare: FakeScript): Promise<Providers> {
  const [first, second] = await Promise.all([startFakeProvider(main), startFakeProvider(spare)])
  return {
    main: first,
    spare: second,
    async [Symbol.asyncDispose]() {
      await Promise.all([first.close(), second.close()])
    },
  }
}

/** A repository whose suite declares a fallback on the second provider. */
function repositoryOf(
  { main, spare }: Providers,
  {
    fallback = 'spare/large',
    policy = [],
    cases = 10,
  }: { fallback?: string; policy?: readonly string[]; cases?: number } = {},
): TestRepository {
  const repository = makeTriageRepository({
    baseUrl: main.baseUrl,
    cases,
    policy: [
      `  spare: { kind: openai-compatible, base-url: "${spare.baseUrl}", credential: SPARE_KEY }`,
      ...policy,
    ],
  })
  declare(repository, fallback)
  repository.commit('Name a fallback')
  return repository
}

function declare(repository: TestRepository, fallback: string): void {
  const text = readFileSync(join(repository.root, SUITE), 'utf8')
  repository.write({
    [SUITE]: text.replace(
      /model: model\/small,( fallback: .*?, params)?/,
      (_, before) => `model: model/small, fallback: ${fallback},${before === undefined ? '' : ' params'}`,
    ),
  })
}

async function check(
  repository: TestRepository,
  args: readonly string[] = [],
  keys: Record<string, string> = environment,
) {
  const run = await runCli(repository.root, ['check', '--json', '--markdown', 'report.md', ...args], {
    environment: keys,
  })
  const report: Report = reportSchema.parse(JSON.parse(run.stdout))
  const comment = readFileSync(join(repository.root, 'report.md'), 'utf8')
  return { code: run.code, report, suite: report.suites[0]!, comment }
}

const onFallback = (trials: readonly TrialRecord[]) => trials.filter((one) => one.form === 'fallback')

describe('a declared fallback', () => {
  it('is exercised beside the pairs, without asking the model, and shown beside a verdict that ignores it', async () => {
    await using providers = await startBoth(right, weaker)
    using repository = repositoryOf(providers)
    repository.write(REWORDED_PROMPT)
    const { code, suite, comment } = await check(repository)
    expect([code, suite.verdict]).toEqual([0, 'pass'])
    // The failure of the model is forced: nobody pays for it. Pairs behind the last look may have been drawn while it waited.
    const pairs = suite.calls.base
    expect(pairs).toBeGreaterThanOrEqual(suite.pairs.complete)
    expect(providers.main.requests).toHaveLength(2 * pairs)
    expect(providers.main.requests.every(({ body }) => body.model === 'small')).toBe(true)
    expect(providers.spare.requests).toHaveLength(60)
    for (const { body, headers } of providers.spare.requests) {
      expect([body.model, body['max_tokens'], headers.authorization]).toEqual([
        'large',
        50,
        'Bearer sk-9876543210',
      ])
      expect(body.messages![0]!.content).toMatch(/^Now sort this mail/)
    }
    expect(suite.fallback).toMatchObject({ model: 'spare/large', planned: 60, lost: 0, calls: 60 })
    const [queue] = suite.fallback!.metrics
    expect(queue).toMatchObject({
      metric: 'queue',
      primary: { mean: 1 },
      fallback: { mean: expect.closeTo(40 / 60, 9), trials: 60 },
      margin: 0.1,
      verdict: 'lower',
    })
    expect(queue!.interval.low).toBeGreaterThan(0.5)
    expect(queue!.interval.high).toBeLessThan(0.8)
    expect(queue!.delta!.high).toBeLessThan(0)
    expect(suite.calls.head).toBe(pairs + 60)
    expect(suite.metrics[0]!.head.trials).toBe(suite.pairs.complete)
    expect(suite.models.head).toEqual(suite.models.base)
    expect(comment).toContain('### When the model fails')
    expect(comment).toContain(
      'When its model fails, head answers by `spare/large` (60 trials): queue 100 % → 66.7 %, lower.',
    )
    expect(comment).toContain('Shown beside the verdict, which does not depend on it.')
    const terminal = await runCli(repository.root, ['check'], { environment })
    expect(terminal.stdout.replaceAll(/\s+/g, ' ')).toContain('queue on the fallback: 66.7 %, 90 % interval')
  })

  it('is recorded as a variant of head, paid for once, and the same offline', async () => {
    await using providers = await startBoth(right, weaker)
    using repository = repositoryOf(providers, { fallback: '{ model: spare/large, trials: 25 }' })
    repository.write(REWORDED_PROMPT)
    const first = await check(repository)
    const trials = onFallback(await recordedTrials(repository.root))
    expect(trials).toHaveLength(25)
    expect(new Set(trials.map(({ arm, variant }) => `${arm} ${variant}`))).toEqual(new Set(['head fallback']))
    // Rounds of ten cases: each ran twice or three times.
    const perCase = [...Map.groupBy(trials, (one) => one.case).values()].map((group) => group.length)
    expect(perCase.toSorted()).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3])
    const before = providers.main.requests.length + providers.spare.requests.length
    for (const args of [[], ['--offline']]) {
      const again = await check(repository, args)
      expect(again.report.calls).toBe(0)
      expect(again.suite.fallback).toEqual({ ...first.suite.fallback, calls: 0, cost_usd: expect.anything() })
      expect(again.suite.metrics).toEqual(first.suite.metrics)
    }
    expect(providers.main.requests.length + providers.spare.requests.length).toBe(before)
  })

  it('never answers for a model that is down: an outage does not change the model that is judged', async () => {
    await using providers = await startBoth(() => failure(500, 'server_error'), right)
    using repository = repositoryOf(providers)
    repository.write(REWORDED_PROMPT)
    const { code, suite } = await check(repository)
    expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
    expect(suite.pairs.complete).toBe(0)
    expect(suite.metrics.every((one) => one.head.trials === 0)).toBe(true)
    const gated = (await recordedTrials(repository.root)).filter((one) => one.form === undefined)
    expect(gated.every((one) => one.outcome === 'infra-error')).toBe(true)
  })

  it('never answers for a single trial that is lost either', async () => {
    await using providers = await startBoth(
      (_, index) => (index % 7 === 0 ? failure(400, 'bad_request') : chat('{"queue":"billing"}')),
      () => chat('{"queue":"other"}'),
    )
    using repository = repositoryOf(providers)
    repository.write(REWORDED_PROMPT)
    const { suite } = await check(repository)
    expect(suite.infra_errors.base + suite.infra_errors.head).toBeGreaterThan(0)
    const gated = (await recordedTrials(repository.root)).filter((one) => one.form === undefined)
    // The fallback only ever says `other`.
    expect(gated.some((one) => one.output.includes('other'))).toBe(false)
  })

  it('that is down itself changes no verdict, and the report says so', async () => {
    await using providers = await startBoth(right, () => failure(503, 'unavailable'))
    using repository = repositoryOf(providers)
    repository.write(REWORDED_PROMPT)
    const { code, suite, comment } = await check(repository)
    expect([code, suite.verdict]).toEqual([0, 'pass'])
    expect(suite.infra_errors).toEqual({ base: 0, head: 0 })
    expect(suite.fallback).toMatchObject({ planned: 60, lost: 60 })
    expect(suite.fallback!.reason).toBe(
      'when its model fails, head answers by spare/large, which did not answer either: 60 trials ended without an answer',
    )
    expect(suite.notes.join('\n')).toMatch(/the fallback failed: \d+ × provider spare: .*503/)
    expect(comment).toContain('which did not answer either')
    // An outage is noticed at once.
    expect(providers.spare.requests.length).toBeLessThan(120)
  })

  it('without a key changes no verdict, and the report names the variable', async () => {
    await using providers = await startBoth(right, right)
    using repository = repositoryOf(providers)
    repository.write(REWORDED_PROMPT)
    const { code, suite } = await check(repository, [], { TRIAGE_KEY: environment.TRIAGE_KEY })
    expect([code, suite.verdict, providers.spare.requests.length]).toEqual([0, 'pass', 0])
    expect(suite.notes.join('\n')).toMatch(/the fallback was not exercised to the end: .*SPARE_KEY/)
  })

  it('that alone has changed runs on all cases, and decides nothing', async () => {
    await using providers = await startBoth(right, right)
    using repository = repositoryOf(providers)
    declare(repository, '{ model: spare/other, trials: 20 }')
    const { code, suite, comment } = await check(repository)
    expect([code, suite.verdict]).toEqual([0, 'unaffected'])
    expect([providers.main.requests.length, providers.spare.requests.length]).toEqual([0, 20])
    expect(suite.fallback!.metrics[0]).toMatchObject({
      primary: { mean: null, trials: 0 },
      fallback: { mean: expect.closeTo(1, 12), trials: 20 },
      delta: null,
    })
    expect(suite.affected_by).toEqual([SUITE])
    expect(comment.split('\n')[0]).toContain('changes what answers when the model fails, and nothing else.')
    expect(comment).toContain('head answers by `spare/other` (20 trials): queue 100 %')
  })

  it('takes what the pairs leave of the calls, and no more', async () => {
    await using providers = await startBoth(right, right)
    using repository = repositoryOf(providers, { policy: ['budget: { suite-calls: 80, calls: 100 }'] })
    repository.write(REWORDED_PROMPT)
    const { suite } = await check(repository)
    expect(suite.verdict).not.toBe('not-evaluable')
    const left = 80 - providers.main.requests.length
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(60)
    expect(providers.spare.requests).toHaveLength(left)
    expect(suite.notes.join('\n')).toContain(
      `the calls of the suite leave no room for ${60 - left} of 60 trials`,
    )
  })

  it('of a provider that the policy does not have is a mistake at its line', async () => {
    await using providers = await startBoth(right, right)
    using repository = repositoryOf(providers, { fallback: 'sparee/large' })
    const { code, stdout } = await runCli(repository.root, ['validate'])
    expect(code).toBe(2)
    expect(stdout).toMatch(
      /triage\.eval\.yaml:2:\d+: the policy has no provider "sparee"; did you mean "spare"\?/,
    )
  })

  it('stands in the plan, calls and dollars alike', async () => {
    await using providers = await startBoth(right, right)
    using repository = repositoryOf(providers, {
      policy: ['prices: { "model/*": { input: 1, output: 1 }, "spare/*": { input: 10, output: 10 } }'],
    })
    repository.write(REWORDED_PROMPT)
    const plan = async () => JSON.parse((await runCli(repository.root, ['plan', '--json'])).stdout)
    const { suites } = await plan()
    const { fallback, nothing_changed } = suites[0].forecast
    expect(fallback).toMatchObject({ model: 'spare/large', calls: 60 })
    declare(repository, 'model/spare')
    const cheaper = await plan()
    expect(cheaper.suites[0].forecast.fallback.usd).toBeCloseTo(fallback.usd / 10)
    expect(cheaper.suites[0].forecast.nothing_changed.usd).toBeLessThan(nothing_changed.usd)
    const terminal = await runCli(repository.root, ['plan'])
    expect(terminal.stdout).toContain('its fallback')
  })
})
