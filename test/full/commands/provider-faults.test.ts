import { describe, expect, it } from 'vitest'
import { checkAgainst } from '../../commands/check-against.ts'
import { chat, type FakeAnswer, failure } from '../../provider/fake-provider.ts'

const right = () => chat('{"queue":"billing"}')

describe('a provider that limits the rate in its own manner', () => {
  const manners: readonly [string, FakeAnswer][] = [
    [
      'OpenAI',
      failure(429, 'rate_limit_exceeded', {
        'retry-after-ms': '200',
        'retry-after': '1',
        'x-ratelimit-limit-requests': '600',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m0s',
      }),
    ],
    ['Azure', failure(429, '429', { 'retry-after': '1', 'x-ratelimit-remaining-requests': '-1' })],
    [
      'Anthropic',
      failure(429, 'rate_limit_error', {
        'retry-after': '2',
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-01T12:00:02Z',
      }),
    ],
    [
      'Gemini',
      {
        status: 429,
        body: {
          error: {
            code: 429,
            status: 'RESOURCE_EXHAUSTED',
            details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }],
          },
        },
      },
    ],
    ['Bedrock', { status: 429, body: { __type: 'ThrottlingException', message: 'Too many requests' } }],
  ]

  it.each(manners)('(%s) is waited for, and nothing is lost', async (_, refusal) => {
    const { code, suite } = await checkAgainst((_, index) => (index >= 50 && index < 55 ? refusal : right()))
    expect([code, suite.verdict, suite.pairs.missing]).toEqual([0, 'pass', 0])
    expect(suite.infra_errors).toEqual({ base: 0, head: 0 })
  })

  it.each(manners)('(%s) and lets nothing through ends as not evaluable', async (_, refusal) => {
    const { code, suite, said, seconds } = await checkAgainst(() => refusal)
    expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
    expect(said).toMatch(/429/)
    expect(seconds).toBeLessThan(60)
  })
})

describe('a provider that goes away in the middle', () => {
  it.each<[string, () => FakeAnswer]>([
    ['with errors', () => failure(500, 'server_error')],
    ['with closed connections', () => 'reset'],
    ['overloaded', () => failure(529, 'overloaded_error')],
  ])('%s is paused once, and the run ends within seconds', async (_, fails) => {
    const { code, suite, said, seconds, requests } = await checkAgainst((_, index) =>
      index < 60 ? right() : fails(),
    )
    expect([code, suite.verdict]).toEqual([2, 'not-evaluable'])
    expect(said).toContain('it has stopped answering and counts as down')
    expect(seconds).toBeGreaterThan(5)
    expect(seconds).toBeLessThan(20)
    expect(requests).toBeLessThan(200)
  })

  it('and comes back within the pause is gone on with, and nothing is lost', async () => {
    let down: number | undefined
    const { code, suite } = await checkAgainst((_, index) => {
      if (index < 60) return right()
      down ??= performance.now()
      return performance.now() - down < 3000 ? failure(503, 'unavailable') : right()
    })
    expect([code, suite.verdict]).toEqual([0, 'pass'])
    expect(suite.pairs.missing).toBeLessThan(3)
  })
})

it('a provider whose name cannot be resolved is not evaluable, and the report says why', async () => {
  const { code, said } = await checkAgainst(right, { baseUrl: 'https://noisefloor-test.invalid/v1' })
  expect(code).toBe(2)
  expect(said).toMatch(/connection failed \((ENOTFOUND|EAI_AGAIN)\)/)
})
