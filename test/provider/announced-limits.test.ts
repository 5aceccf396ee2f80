import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { systemClock } from '../../src/provider/clock.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { context, models, request } from './call.ts'
import { anthropicAnswer } from './wire/anthropic-wire.ts'
import { openAiAnswer } from './wire/openai-wire.ts'
import { startWireServer, type WireAnswer, type WireRequest } from './wire/wire-server.ts'

const LIMIT = 12
/** Of each answer, and the most that a request asks for. */
const TOKENS = 5
const type = { 'content-type': 'application/json' }

/** Time for a request that should not be sent. */
const PATIENCE_MS = 200

const KINDS: readonly (readonly [
  ProviderConfig['kind'],
  (asked: WireRequest, remaining: number) => WireAnswer,
])[] = [
  [
    'openai-compatible',
    (asked, remaining) =>
      openAiAnswer(asked, {
        more: {
          headers: {
            ...type,
            'x-ratelimit-limit-requests': String(LIMIT),
            'x-ratelimit-remaining-requests': String(remaining),
            'x-ratelimit-reset-requests': '59m0s',
          },
        },
      }),
  ],
  [
    'anthropic',
    (asked, remaining) =>
      anthropicAnswer(asked, {
        more: {
          headers: {
            ...type,
            'anthropic-ratelimit-output-tokens-limit': String(TOKENS * LIMIT),
            'anthropic-ratelimit-output-tokens-remaining': String(TOKENS * remaining),
            'anthropic-ratelimit-output-tokens-reset': new Date(Date.now() + 3_540_000).toISOString(),
          },
        },
      }),
  ],
]

it.each(['24h', `${'9'.repeat(400)}h`])(
  'a limit that leaves no room for %s ends the provider at once, and says so',
  async (reset) => {
    const headers = { ...type, 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '0' }
    await using server = await startWireServer((asked) =>
      openAiAnswer(asked, { more: { headers: { ...headers, 'x-ratelimit-reset-requests': reset } } }),
    )
    const config = { name: 'p', kind: 'openai', credential: 'KEY', baseUrl: `${server.origin}/v1` } as const
    const open = models([config], { environment: { KEY: 'sk-1234567890' }, clock: systemClock })
    try {
      const model = await open.open('p/gpt-4.1-mini')
      const call = () => model.call(request('hello'), context('a', { signal: AbortSignal.timeout(5_000) }))
      await call()
      for (const again of [1, 2]) {
        await expect(call(), String(again)).rejects.toMatchObject({
          kind: 'rate-limited',
          final: true,
          attempts: 0,
          message: expect.stringMatching(
            /^provider p: its announced limit leaves no room for \S+ min, which is too long/,
          ),
        })
      }
      expect(server.requests).toHaveLength(1)
    } finally {
      await open.close()
    }
  },
)

it.each(KINDS)('a limit that %s announces in its headers is never tried', async (kind, answer) => {
  await using server = await startWireServer((asked, index) => answer(asked, Math.max(0, LIMIT - 1 - index)))
  const config = { name: 'p', kind, credential: 'KEY', baseUrl: `${server.origin}/v1` }
  // One after the other, so that the server counts in the order in which we send.
  const more = { environment: { KEY: 'sk-1234567890' }, clock: systemClock, concurrency: 1 }
  const open = models([config], more)
  try {
    const model = await open.open('p/claude-haiku-4-5')
    const small = request('hello', { parameters: { maxOutputTokens: TOKENS } })
    const waiting = new AbortController()
    const { signal } = waiting
    let answered = 0
    const calls = Array.from({ length: 2 * LIMIT }, async (_, index) => {
      await model.call(small, context(String(index), { signal }))
      answered += 1
    })
    const settling = Promise.allSettled(calls)
    await vi.waitFor(() => expect(answered).toBe(LIMIT), 20_000)
    await sleep(PATIENCE_MS)
    waiting.abort('the test has seen enough')
    const settled = await settling
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(LIMIT)
    expect(server.requests).toHaveLength(LIMIT)
  } finally {
    await open.close()
  }
})
