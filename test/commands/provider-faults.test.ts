import { describe, expect, it } from 'vitest'
import {
  chat,
  type FakeScript,
  failure,
  html,
  redirect,
  startFakeProvider,
  truncatedJson,
} from '../provider/fake-provider.ts'
import { checkAgainst } from './check-against.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

const right = () => chat('{"queue":"billing"}')

describe('a provider that fails', () => {
  const faults: readonly [string, FakeScript, RegExp, string[]?][] = [
    ['refuses the key', () => failure(401, 'invalid_api_key'), /401/],
    ['has no money left', () => failure(429, 'insufficient_quota'), /quota/i],
    ['does not know the model', () => failure(404, 'model_not_found'), /404/],
    ['is down', () => failure(500, 'server_error'), /500.*has not answered any request/],
    ['is unavailable', () => failure(503, 'unavailable'), /503/],
    ['is overloaded', () => failure(529, 'overloaded_error'), /529/],
    ['answers with HTML', () => html(), /HTML|JSON|format/i],
    ['cuts its JSON short', () => truncatedJson(), /JSON|format/i],
    ['redirects elsewhere', () => redirect('http://169.254.169.254/'), /redirect/i],
    ['closes every connection', () => 'reset', /connection/i],
    ['closes every connection halfway', () => 'cut', /connection|format/i],
    ['begins every answer and ends none', () => 'stall', /within 1 s/, ['limits: { timeout-seconds: 1 }']],
    ['never answers', () => 'hang', /answer|time/i, ['limits: { timeout-seconds: 1 }']],
    [
      'asks to wait for an hour',
      () => failure(429, 'rate_limit_exceeded', { 'retry-after': '3600' }),
      /rate|wait|429/i,
    ],
  ]

  it.each(faults)(
    'and %s is never green: exit 2, with the cause in the report',
    async (_, script, cause, policy) => {
      const { code, suite, said, requests, seconds } = await checkAgainst(
        script,
        policy === undefined ? {} : { policy },
      )
      expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
      expect(said).toMatch(cause)
      expect(seconds).toBeLessThan(15)
      // An outage is noticed at once and does not burn the budget.
      expect(requests).toBeLessThan(120)
    },
    30_000,
  )

  it('now and then is retried, and nothing is lost', async () => {
    const { code, suite } = await checkAgainst((_, index) =>
      index % 10 === 3 ? failure(503, 'overloaded', { 'retry-after-ms': '1' }) : chat('{"queue":"billing"}'),
    )
    expect([code, suite.verdict, suite.pairs.missing]).toEqual([0, 'pass', 0])
    expect(suite.infra_errors).toEqual({ base: 0, head: 0 })
  })

  it('without a key in the environment is called nowhere, and the report names the variable', async () => {
    await using provider = await startFakeProvider()
    using repository = makeTriageRepository({ baseUrl: provider.baseUrl })
    repository.write(REWORDED_PROMPT)
    const { code, stdout } = await runCli(repository.root, ['check'])
    expect([code, provider.requests.length]).toEqual([2, 0])
    expect(stdout).toContain('TRIAGE_KEY')
  })

  it('in one arm only does not pass on the survivors', async () => {
    const { suite } = await checkAgainst(({ body }, index) =>
      body.messages?.[0]?.content.startsWith('Now') && index % 3 === 0
        ? failure(400, 'bad_request')
        : chat('{"queue":"billing"}'),
    )
    expect(suite.verdict).toBe('not-evaluable')
  })

  it.each<[string, FakeScript, RegExp]>([
    ['whose key expires', () => failure(401, 'invalid_api_key'), /refused the key \(401.*check TRIAGE_KEY/],
    ['whose quota is used up', () => failure(429, 'insufficient_quota'), /no quota left.*429/],
    ['that takes the model away', () => failure(404, 'model_not_found'), /does not know this model.*404/],
    [
      'that asks to wait until tomorrow',
      () => failure(429, 'rate_limit_exceeded', { 'retry-after': '40000' }),
      /asks to wait 40000 s, which is too long/,
    ],
  ])('%s in the middle ends the run at once, and is not green', async (_, fails, cause) => {
    const { code, suite, said, requests } = await checkAgainst((request, index) =>
      index < 60 ? right() : fails(request, index),
    )
    expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
    expect(said).toMatch(cause)
    // What was in flight at that moment, and nothing after it.
    expect(requests).toBeLessThanOrEqual(60 + 50)
    expect(suite.pairs.complete).toBeGreaterThan(20)
  })

  it('with a hint longer than the time that the run has left is not waited for', async () => {
    const { suite, said, seconds } = await checkAgainst(
      () => failure(429, 'rate_limit_exceeded', { 'retry-after': '20' }),
      { policy: ['budget: { minutes: 0.2 }'] },
    )
    expect(suite.verdict).toBe('not-evaluable')
    expect(said).toContain('asks to wait 20 s, which is too long')
    expect(seconds).toBeLessThan(5)
  })

  it('with another model than the one asked for is believed, and the report names it', async () => {
    const { code, suite } = await checkAgainst(() => chat('{"queue":"billing"}', { model: 'something-else' }))
    expect([code, suite.models]).toEqual([0, { base: ['something-else'], head: ['something-else'] }])
  })

  it('is judged the same when the clock of the machine jumps', async () => {
    let calls = 0
    const now = () => new Date(Date.parse('2026-11-01T12:00:00Z') + (calls++ % 2 === 0 ? 1 : -1) * 86_400_000)
    const { code, suite } = await checkAgainst(
      (_, index) => (index % 10 === 3 ? failure(503, 'overloaded', { 'retry-after-ms': '1' }) : right()),
      { now },
    )
    expect([code, suite.verdict, suite.pairs.missing]).toEqual([0, 'pass', 0])
  })

  it.each([
    ['garbles', truncatedJson()],
    ['never ends', 'hang' as const],
  ])('and %s one answer in ten does not use up the calls of a plan that takes them all', async (_, fault) => {
    const { suite } = await checkAgainst((_, index) => (index % 10 === 3 ? fault : right()), {
      policy: ['budget: { suite-calls: 40 }', 'limits: { timeout-seconds: 1 }'],
    })
    expect(suite.pairs).toEqual({ planned: 20, complete: 20, missing: 0 })
    expect(suite.verdict).not.toBe('not-evaluable')
  })

  it('by resetting, cutting or garbling one in ten connections loses nothing', async () => {
    const faults = ['reset', 'cut', truncatedJson()] as const
    const { code, suite } = await checkAgainst((_, index) =>
      index % 10 === 3 ? faults[Math.floor(index / 10) % 3]! : right(),
    )
    expect([code, suite.verdict, suite.pairs.missing]).toEqual([0, 'pass', 0])
  })
})
