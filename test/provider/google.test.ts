import { describe, expect, it } from 'vitest'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { callAdapter, errorOf, messagesWithFiles } from './wire/call-adapter.ts'
import { blockedPrompt, googleAnswer, googleError } from './wire/google-wire.ts'
import { events, json, startWireServer } from './wire/wire-server.ts'

const MODEL = 'gemini-2.5-flash'

const config = (origin: string): ProviderConfig => ({
  name: 'p',
  kind: 'google',
  credential: 'KEY',
  baseUrl: `${origin}/v1beta`,
})

const quota = (quotaId: string, retryDelay?: string) => [
  { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaMetric: 'm', quotaId }] },
  ...(retryDelay === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]),
]

describe('google', () => {
  it.each([false, true])(
    'is asked on for the rest of an answer, but not for ever (streamed: %s)',
    async (stream) => {
      const part = (finishReason: string) => ({
        candidates: [
          {
            index: 0,
            content: { role: 'model', parts: [{ text: 'a' }] },
            finishReason,
            continuationToken: 't',
          },
        ],
        usageMetadata: { promptTokenCount: 30, candidatesTokenCount: 5, totalTokenCount: 35 },
      })
      const answer = (finish: string) => (stream ? events([part(finish)]) : json(part(finish)))
      await using endless = await startWireServer(() => answer('CONTINUATION'))
      const error = await errorOf(callAdapter(config(endless.origin), MODEL, { stream }))
      expect(error).toMatchObject({ kind: 'wire-format', message: 'its reply did not end within 8 requests' })
      expect(endless.requests).toHaveLength(8)
      await using long = await startWireServer((_, index) => answer(index < 2 ? 'CONTINUATION' : 'STOP'))
      expect((await callAdapter(config(long.origin), MODEL, { stream })).text).toBe('aaa')
    },
  )

  it('is asked in the words of its Gemini API, its key in a header and not in the URL', async () => {
    await using server = await startWireServer((request) => googleAnswer(request))
    await callAdapter(config(server.origin), MODEL, {
      request: {
        messages: messagesWithFiles(),
        parameters: {
          maxOutputTokens: 77,
          temperature: 0.5,
          topP: 0.9,
          seed: 7,
          stop: ['END'],
          responseFormat: { type: 'json', schema: { type: 'object', properties: { a: { type: 'string' } } } },
        },
      },
    })
    const { path, body } = server.requests[0]!
    expect(path).toBe(`/v1beta/models/${MODEL}:generateContent`)
    expect(body).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'What is this?' },
            { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
            { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } },
          ],
        },
      ],
      generationConfig: {
        maxOutputTokens: 77,
        temperature: 0.5,
        topP: 0.9,
        seed: 7,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
      },
    })
  })

  it('is asked for a stream at another path', async () => {
    await using server = await startWireServer((request) => googleAnswer(request))
    await callAdapter(config(server.origin), MODEL, { stream: true })
    expect(server.requests[0]!.path).toBe(`/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`)
  })

  it.each([
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['OTHER', 'other'],
  ])('that stops by %s says so, in a stream too', async (finish, finishReason) => {
    await using server = await startWireServer((request) => googleAnswer(request, { finish }))
    for (const stream of [false, true]) {
      expect((await callAdapter(config(server.origin), MODEL, { stream })).finishReason).toBe(finishReason)
    }
  })

  it('that stops a prompt by its filter has answered it', async () => {
    await using server = await startWireServer(() => blockedPrompt())
    const reply = await callAdapter(config(server.origin), MODEL)
    expect(reply).toMatchObject({ text: '', finishReason: 'content-filter', usage: { inputTokens: 30 } })
  })

  it.each([
    [
      'the rate',
      googleError(429, 'RESOURCE_EXHAUSTED', quota('GenerateRequestsPerMinutePerProjectPerModel', '34.07s')),
      { kind: 'rate-limited', retryable: true, retryAfterMs: 34_070, final: false },
    ],
    [
      'the day',
      googleError(
        429,
        'RESOURCE_EXHAUSTED',
        quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier', '34s'),
      ),
      { kind: 'quota-exhausted', final: true, retryable: false },
    ],
    [
      'hours',
      googleError(429, 'RESOURCE_EXHAUSTED', quota('GenerateRequestsPerMinute', '7200s')),
      { kind: 'rate-limited', retryable: true, retryAfterMs: 7_200_000, final: false },
    ],
    [
      'a key that is none, which it calls a bad request',
      googleError(400, 'INVALID_ARGUMENT', [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
        },
      ]),
      { kind: 'unauthorized', final: true },
    ],
    ['a bad parameter', googleError(400, 'INVALID_ARGUMENT'), { kind: 'bad-request', final: false }],
    ['no permission', googleError(403, 'PERMISSION_DENIED'), { kind: 'unauthorized', final: true }],
    ['an unknown model', googleError(404, 'NOT_FOUND'), { kind: 'not-found', final: true }],
    ['overload', googleError(503, 'UNAVAILABLE'), { kind: 'overloaded', retryable: true }],
    ['its own failure', googleError(500, 'INTERNAL'), { kind: 'server-error', retryable: true }],
  ])('that complains of %s is understood', async (_, answer, expected) => {
    await using server = await startWireServer(() => answer)
    for (const stream of [false, true]) {
      const error = await errorOf(callAdapter(config(server.origin), MODEL, { stream }))
      expect(error).toMatchObject(expected)
      expect(error.message).toMatch(/\(\d{3}, [A-Z_]+\)/)
    }
  })

  it('that reports an error inside of a stream is understood', async () => {
    const error = { error: { code: 503, message: 'the secret plans', status: 'UNAVAILABLE' } }
    await using server = await startWireServer(() => events([error]))
    const found = await errorOf(callAdapter(config(server.origin), MODEL, { stream: true }))
    expect(found).toMatchObject({ kind: 'overloaded', status: 503, retryable: true })
    expect(found.message).not.toContain('secret')
  })
})
