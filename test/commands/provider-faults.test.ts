import { describe, expect, it } from 'vitest'
import { reportSchema } from '../../src/report/report.ts'
import {
  chat,
  type FakeScript,
  failure,
  html,
  redirect,
  startFakeProvider,
  truncatedJson,
} from '../provider/fake-provider.ts'
import { runCli } from './run-cli.ts'
import { makeTriageRepository, REWORDED_PROMPT } from './triage-repository.ts'

async function checkAgainst(script: FakeScript, policy: readonly string[] = []) {
  await using provider = await startFakeProvider(script)
  using repository = makeTriageRepository({ baseUrl: provider.baseUrl, policy })
  repository.write(REWORDED_PROMPT)
  const environment = { TRIAGE_KEY: 'sk-0123456789' }
  const { code, stdout } = await runCli(repository.root, ['check', '--json'], { environment })
  const report = reportSchema.parse(JSON.parse(stdout))
  return { code, report, suite: report.suites[0]!, requests: provider.requests.length }
}

describe('a provider that fails', () => {
  const faults: readonly [string, FakeScript, RegExp, string[]?][] = [
    ['refuses the key', () => failure(401, 'invalid_api_key'), /401/],
    ['has no money left', () => failure(429, 'insufficient_quota'), /quota/i],
    ['does not know the model', () => failure(404, 'model_not_found'), /404/],
    ['is down', () => failure(500, 'server_error'), /500/],
    ['answers with HTML', () => html(), /HTML|JSON|format/i],
    ['cuts its JSON short', () => truncatedJson(), /JSON|format/i],
    ['redirects elsewhere', () => redirect('http://169.254.169.254/'), /redirect/i],
    ['closes every connection', () => 'reset', /connection/i],
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
      const { code, suite, requests } = await checkAgainst(script, policy)
      expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
      expect([suite.reason, ...suite.notes].join('\n')).toMatch(cause)
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
})
