import { describe, expect, it } from 'vitest'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { anthropicAnswer, anthropicError, messageStart } from './wire/anthropic-wire.ts'
import { callAdapter, errorOf, messagesWithFiles } from './wire/call-adapter.ts'
import { events, startWireServer } from './wire/wire-server.ts'

const MODEL = 'claude-haiku-4-5'

const config = (origin: string): ProviderConfig => ({
  name: 'p',
  kind: 'anthropic',
  credential: 'KEY',
  baseUrl: `${origin}/v1`,
})

describe('anthropic', () => {
  it.each([false, true])('says what came from its cache of prompts (stream: %s)', async (stream) => {
    await using server = await startWireServer((request) => anthropicAnswer(request))
    const { usage } = await callAdapter(config(server.origin), MODEL, { stream })
    expect(usage).toEqual({ inputTokens: 30, outputTokens: 5, cacheReadTokens: 10 })
  })

  it('is asked in the words of its Messages API', async () => {
    await using server = await startWireServer((request) => anthropicAnswer(request))
    await callAdapter(config(server.origin), MODEL, {
      request: {
        messages: messagesWithFiles({
          type: 'file',
          mediaType: 'text/plain',
          name: 'c.txt',
          data: 'aGVsbG8=',
        }),
        tools: [
          {
            name: 'refund',
            description: 'Pays back',
            parameters: { type: 'object', properties: {}, additionalProperties: false },
            strict: true,
          },
        ],
        parameters: { maxOutputTokens: 77, temperature: 0.5, stop: ['END'] },
      },
    })
    const { path, headers, body } = server.requests[0]!
    expect(path).toBe('/v1/messages')
    expect(headers['anthropic-version']).toBe('2023-06-01')
    expect(headers.authorization).toBeUndefined()
    expect(body).toMatchObject({
      model: MODEL,
      max_tokens: 77,
      temperature: 0.5,
      stop_sequences: ['END'],
      system: [{ type: 'text', text: 'Be brief.' }],
      tools: [{ name: 'refund', description: 'Pays back', strict: true }],
    })
    expect(body.messages[0].content).toMatchObject([
      { type: 'text', text: 'What is this?' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf' }, title: 'b.pdf' },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hello' } },
    ])
  })

  it('says what it does not take', async () => {
    await using server = await startWireServer((request) => anthropicAnswer(request))
    const parameters = {
      maxOutputTokens: 50,
      seed: 7,
      presencePenalty: 1,
      frequencyPenalty: 1,
      responseFormat: { type: 'json' },
    } as const
    const { warnings } = await callAdapter(config(server.origin), MODEL, { request: { parameters } })
    expect(warnings).toEqual([
      'frequencyPenalty is not supported',
      'presencePenalty is not supported',
      'seed is not supported',
      'responseFormat is not supported: JSON response format requires a schema. The response format is ignored.',
    ])
  })

  it('is asked to think as hard as the suite says, within the limit of tokens and room for the answer', async () => {
    await using server = await startWireServer((request) => anthropicAnswer(request))
    const parameters = { maxOutputTokens: 4000, reasoningEffort: 'low' }
    await callAdapter(config(server.origin), MODEL, { request: { parameters } })
    expect(server.requests[0]!.body.thinking).toMatchObject({ type: 'enabled' })
    const unknown = { maxOutputTokens: 4000, reasoningEffort: 'ultra' }
    const error = await errorOf(
      callAdapter(config(server.origin), MODEL, { request: { parameters: unknown } }),
    )
    expect(error).toMatchObject({ kind: 'bad-request', retryable: false })
    expect(error.message).toContain('it has no reasoning effort ultra; it takes none, minimal, low')
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['max_tokens', 'length'],
    ['refusal', 'refusal'],
    ['stop_sequence', 'stop'],
  ])('that stops by %s says so, in a stream too', async (stop, finishReason) => {
    await using server = await startWireServer((request) => anthropicAnswer(request, { stop }))
    for (const stream of [false, true]) {
      expect((await callAdapter(config(server.origin), MODEL, { stream })).finishReason).toBe(finishReason)
    }
  })

  it('tells its limits beside an answer and beside an error', async () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-output-tokens-remaining': '7000',
    }
    const limits = { requests: { limit: 50, remaining: 0 }, outputTokens: { remaining: 7000 } }
    await using server = await startWireServer((request, index) => {
      const answer = anthropicAnswer(request)
      if (index === 2)
        return anthropicError(429, { type: 'rate_limit_error' }, { ...headers, 'retry-after': '2' })
      return { ...answer, headers: { ...answer.headers, ...headers } }
    })
    expect((await callAdapter(config(server.origin), MODEL)).limits).toEqual(limits)
    expect((await callAdapter(config(server.origin), MODEL, { stream: true })).limits).toEqual(limits)
    expect(await errorOf(callAdapter(config(server.origin), MODEL))).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 2000,
      limits: { ...limits, retryAfterMs: 2000 },
    })
  })

  it.each([
    ['a bad key', 401, { type: 'authentication_error' }, { kind: 'unauthorized', final: true }],
    ['a bill', 402, { type: 'billing_error' }, { kind: 'quota-exhausted', final: true }],
    ['no permission', 403, { type: 'permission_error' }, { kind: 'unauthorized', final: true }],
    ['an unknown model', 404, { type: 'not_found_error' }, { kind: 'not-found', final: true }],
    ['too much', 413, { type: 'request_too_large' }, { kind: 'bad-request', final: false, retryable: false }],
    ['overload', 529, { type: 'overloaded_error' }, { kind: 'overloaded', retryable: true }],
    ['its own failure', 500, { type: 'api_error' }, { kind: 'server-error', retryable: true }],
    [
      'the cap of its tier',
      429,
      { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } },
      { kind: 'quota-exhausted', final: true },
    ],
    [
      'a spend limit',
      400,
      {
        type: 'invalid_request_error',
        message:
          'You have reached your specified workspace API usage limits. You will regain access on 2026-12-01.',
      },
      { kind: 'quota-exhausted', final: true },
    ],
    [
      'an empty account',
      400,
      {
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the Anthropic API.',
      },
      { kind: 'quota-exhausted', final: true },
    ],
    [
      'too quick a start',
      429,
      { type: 'rate_limit_error', details: { error_code: 'ramp_limit_exceeded' } },
      {
        kind: 'rate-limited',
        retryable: true,
        message: 'it limits the rate of requests (429, ramp_limit_exceeded)',
      },
    ],
  ])('that complains of %s is understood', async (_, status, error, expected) => {
    await using server = await startWireServer(() => anthropicError(status, error))
    for (const stream of [false, true]) {
      expect(await errorOf(callAdapter(config(server.origin), MODEL, { stream }))).toMatchObject(expected)
    }
  })

  it.each([
    ['overloaded_error', { kind: 'overloaded', status: 529, retryable: true }],
    ['rate_limit_error', { kind: 'rate-limited', status: 429, retryable: true }],
    ['api_error', { kind: 'server-error', status: 500, retryable: true }],
  ])('that reports an %s inside of a stream is understood', async (type, expected) => {
    const error = { type: 'error', error: { type, message: 'the secret plans' } }
    for (const payloads of [[error], [messageStart(), error]]) {
      await using server = await startWireServer(() => events(payloads, { named: true }))
      const found = await errorOf(callAdapter(config(server.origin), MODEL, { stream: true }))
      expect(found).toMatchObject(expected)
      expect(found.message).not.toContain('secret')
    }
  })
})
