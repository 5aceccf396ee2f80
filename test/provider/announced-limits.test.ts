import { expect, it } from 'vitest'
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

/** Rejects what is still waiting for its turn when nothing more is sent. */
const patience = 400

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

it.each(KINDS)('a limit that %s announces in its headers is never tried', async (kind, answer) => {
  await using server = await startWireServer((asked, index) => answer(asked, Math.max(0, LIMIT - 1 - index)))
  const config = { name: 'p', kind, credential: 'KEY', baseUrl: `${server.origin}/v1` }
  // One after the other, so that the server counts in the order in which we send.
  const more = { environment: { KEY: 'sk-1234567890' }, clock: systemClock, concurrency: 1 }
  const open = models([config], more)
  try {
    const model = await open.open('p/claude-haiku-4-5')
    const small = request('hello', { parameters: { maxOutputTokens: TOKENS } })
    const signal = AbortSignal.timeout(patience)
    const calls = Array.from({ length: 2 * LIMIT }, (_, index) =>
      model.call(small, context(String(index), { signal })),
    )
    const settled = await Promise.allSettled(calls)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(LIMIT)
    expect(server.requests).toHaveLength(LIMIT)
  } finally {
    await open.close()
  }
})
