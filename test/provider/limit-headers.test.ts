import { describe, expect, it } from 'vitest'
import { readLimitHeaders } from '../../src/provider/limit-headers.ts'
import { retryHintMs } from '../../src/provider/retry-hint.ts'

it('knows no time that never ends', () => {
  const digits = '9'.repeat(400)
  for (const headers of [{ 'retry-after': digits }, { 'retry-after-ms': digits }]) {
    expect(retryHintMs(headers as Record<string, string>)).toBeLessThan(Number.POSITIVE_INFINITY)
  }
  const { requests } = readLimitHeaders({ 'x-ratelimit-reset-requests': `${digits}h` }, 'openai')
  expect(requests!.resetMs).toBeLessThan(Number.POSITIVE_INFINITY)
})

describe('reading limits', () => {
  it('understands the headers of OpenAI and of servers that speak its protocol', () => {
    const headers = {
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-remaining-requests': '4999',
      'x-ratelimit-reset-requests': '12ms',
      'x-ratelimit-limit-tokens': '160000',
      'x-ratelimit-remaining-tokens': '159976',
      'x-ratelimit-reset-tokens': '6m0s',
      'retry-after-ms': '1500',
    }
    for (const kind of ['openai', 'openai-compatible', 'azure'] as const) {
      expect(readLimitHeaders(headers, kind)).toEqual({
        requests: { limit: 5000, remaining: 4999, resetMs: 12 },
        tokens: { limit: 160_000, remaining: 159_976, resetMs: 360_000 },
        retryAfterMs: 1500,
      })
    }
  })

  it.each([
    ['12ms', 12],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['2m59.56s', 179_560],
    ['26', 26_000],
    ['0.5', 500],
    ['1793100010', 10_000],
    ['1793100010000', 10_000],
    ['2026-10-27T10:00:10Z', undefined],
    ['soon', undefined],
    ['', undefined],
    ['-1', undefined],
  ])('reads a reset of %j', (reset, resetMs) => {
    const headers = {
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-reset-requests': reset,
      ...(reset.startsWith('17931') ? { date: new Date(1_793_100_000_000).toUTCString() } : {}),
    }
    const expected = resetMs === undefined ? { limit: 10 } : { limit: 10, resetMs }
    expect(readLimitHeaders(headers, 'openai').requests).toEqual(expected)
  })

  it('understands those of Anthropic, whose moments it reads against the date of the reply', () => {
    const headers = {
      date: 'Tue, 27 Oct 2026 10:00:00 GMT',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-10-27T10:00:30Z',
      'anthropic-ratelimit-input-tokens-limit': '40000',
      'anthropic-ratelimit-input-tokens-remaining': '39000',
      'anthropic-ratelimit-input-tokens-reset': '2026-10-27T09:59:59Z',
      'anthropic-ratelimit-output-tokens-limit': '8000',
      'anthropic-ratelimit-tokens-limit': '48000',
      'retry-after': '17',
    }
    expect(readLimitHeaders(headers, 'anthropic')).toEqual({
      requests: { limit: 50, remaining: 0, resetMs: 30_000 },
      tokens: { limit: 48_000 },
      inputTokens: { limit: 40_000, remaining: 39_000, resetMs: 0 },
      outputTokens: { limit: 8000 },
      retryAfterMs: 17_000,
    })
  })

  it('takes what may mean "unknown" as unknown', () => {
    const headers = {
      'x-ratelimit-limit-requests': '-1',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-limit-tokens': '0',
      'x-ratelimit-remaining-tokens': '-1',
      'x-ratelimit-reset-tokens': 'never',
    }
    expect(readLimitHeaders(headers, 'azure')).toEqual({})
    expect(readLimitHeaders(headers, 'openai')).toEqual({ requests: { remaining: 0 } })
  })

  it.each(['google', 'amazon-bedrock'] as const)(
    'finds none in the headers of %s but the time to wait',
    (kind) => {
      const headers = {
        'x-ratelimit-limit-requests': '5',
        'anthropic-ratelimit-requests-limit': '5',
        'retry-after': '3',
      }
      expect(readLimitHeaders(headers, kind)).toEqual({ retryAfterMs: 3000 })
    },
  )
})
