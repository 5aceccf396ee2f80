import { describe, expect, it } from 'vitest'
import { callAdapter, errorOf } from './wire/call-adapter.ts'
import { openAiAnswer, openAiError } from './wire/openai-wire.ts'
import { startWireServer } from './wire/wire-server.ts'

const PNG = 'iVBORw0KGgo='

describe.each(['openai', 'openai-compatible'] as const)('%s', (kind) => {
  const config = (origin: string) => ({ name: 'p', kind, credential: 'KEY', baseUrl: `${origin}/v1` })

  it('is asked for the usage of a stream', async () => {
    await using server = await startWireServer((request) => openAiAnswer(request))
    await callAdapter(config(server.origin), 'gpt-4.1-mini', { stream: true })
    expect(server.requests[0]!.body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
  })

  it.each([false, true])('tells the fingerprint and the limits of a reply (stream: %s)', async (stream) => {
    const headers = { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '99' }
    await using server = await startWireServer((request) => {
      const answer = openAiAnswer(request)
      return { ...answer, headers: { ...answer.headers, ...headers } }
    })
    const reply = await callAdapter(config(server.origin), 'gpt-4.1-mini', { stream })
    expect(reply.fingerprint).toBe('fp_44709d6fcb')
    expect(reply.limits).toEqual({ requests: { limit: 100, remaining: 99 } })
  })

  it.each([false, true])(
    'gives tool calls whose arguments are no JSON as text (stream: %s)',
    async (stream) => {
      const toolCalls = [
        { name: 'refund', arguments: '{"order":"A1"}' },
        { name: 'refund', arguments: '{"order":' },
      ]
      await using server = await startWireServer((request) =>
        openAiAnswer(request, { text: '', finish: 'tool_calls', toolCalls }),
      )
      const reply = await callAdapter(config(server.origin), 'gpt-4.1-mini', { stream })
      expect(reply.toolCalls).toEqual([
        { name: 'refund', arguments: { order: 'A1' } },
        { name: 'refund', arguments: '{"order":' },
      ])
    },
  )

  it.each([
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['something_new', 'other'],
  ])('that streams and finishes by %s says so', async (finish, expected) => {
    await using server = await startWireServer((request) => openAiAnswer(request, { finish }))
    const reply = await callAdapter(config(server.origin), 'gpt-4.1-mini', { stream: true })
    expect(reply).toMatchObject({ text: 'hello', finishReason: expected })
  })

  it('is sent pictures, a file, an effort and strict tools', async () => {
    await using server = await startWireServer((request) => openAiAnswer(request))
    await callAdapter(config(server.origin), 'gpt-5-mini', {
      request: {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', mediaType: 'image/png', name: 'a.png', data: PNG },
              { type: 'file', mediaType: 'application/pdf', name: 'b.pdf', data: 'JVBERi0=' },
            ],
          },
        ],
        tools: [{ name: 'refund', parameters: { type: 'object', properties: {} }, strict: true }],
        parameters: { maxOutputTokens: 50, reasoningEffort: 'low' },
      },
    })
    const { body } = server.requests[0]!
    expect(body.messages[0].content).toMatchObject([
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
      { type: 'file', file: { filename: 'b.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
    ])
    expect(body.tools[0].function).toMatchObject({ name: 'refund', strict: true })
    expect(body.reasoning_effort).toBe('low')
  })

  it('says which kind of file it does not take, and is not asked', async () => {
    await using server = await startWireServer((request) => openAiAnswer(request))
    const content = [{ type: 'file', mediaType: 'audio/ogg', name: 'a.ogg', data: 'T2dnUw==' } as const]
    const request = { messages: [{ role: 'user', content } as const] }
    const error = await errorOf(callAdapter(config(server.origin), 'gpt-5-mini', { request }))
    expect(error).toMatchObject({ kind: 'bad-request', retryable: false })
    expect(error.message).toMatch(/^this request cannot be written in its wire format \(.*audio.*\)$/)
    expect(server.requests).toEqual([])
  })

  it('is sent an effort that only it knows as it is written', async () => {
    await using server = await startWireServer((request) => openAiAnswer(request))
    const parameters = { maxOutputTokens: 50, reasoningEffort: 'ultra' }
    const reply = callAdapter(config(server.origin), 'gpt-5-mini', { request: { parameters } })
    if (kind === 'openai-compatible') {
      await reply
      expect(server.requests[0]!.body.reasoning_effort).toBe('ultra')
    } else expect((await errorOf(reply)).kind).toBe('bad-request')
  })

  it.each([
    ['a wrong key', openAiError(401, { code: 'invalid_api_key' }), { kind: 'unauthorized', final: true }],
    ['no quota', openAiError(429, { code: 'insufficient_quota' }), { kind: 'quota-exhausted', final: true }],
    [
      'the rate',
      openAiError(
        429,
        { code: 'rate_limit_exceeded' },
        { 'retry-after-ms': '250', 'x-ratelimit-remaining-tokens': '3' },
      ),
      {
        kind: 'rate-limited',
        retryable: true,
        retryAfterMs: 250,
        limits: { tokens: { remaining: 3 }, retryAfterMs: 250 },
      },
    ],
    [
      'a bad parameter',
      openAiError(400, { code: 'unsupported_value', param: 'temperature' }),
      { kind: 'bad-request' },
    ],
  ])('that complains of %s is understood', async (_, answer, expected) => {
    await using server = await startWireServer(() => answer)
    for (const stream of [false, true]) {
      expect(await errorOf(callAdapter(config(server.origin), 'm', { stream }))).toMatchObject(expected)
    }
  })

  it('that runs out of quota inside of a stream is final', async () => {
    const frame = { error: { message: 'no more', type: 'insufficient_quota', code: 'insufficient_quota' } }
    await using server = await startWireServer((request) => {
      const answer = openAiAnswer(request)
      return { ...answer, chunks: [...answer.chunks.slice(0, 2), `data: ${JSON.stringify(frame)}\n\n`] }
    })
    const error = await errorOf(callAdapter(config(server.origin), 'm', { stream: true }))
    expect(error).toMatchObject({ kind: 'quota-exhausted', final: true })
  })
})

describe('openai', () => {
  it.each([false, true])('says that it refused (stream: %s)', async (stream) => {
    await using server = await startWireServer((request) =>
      openAiAnswer(request, { refusal: 'I cannot do that.' }),
    )
    const config = { name: 'p', kind: 'openai', credential: 'KEY', baseUrl: `${server.origin}/v1` } as const
    const reply = await callAdapter(config, 'gpt-4.1-mini', { stream })
    expect(reply).toMatchObject({ text: 'I cannot do that.', finishReason: 'refusal' })
  })

  it('says which parameters a model does not take', async () => {
    await using server = await startWireServer((request) => openAiAnswer(request))
    const config = { name: 'p', kind: 'openai', credential: 'KEY', baseUrl: `${server.origin}/v1` } as const
    const parameters = { maxOutputTokens: 50, temperature: 0.5 }
    for (const stream of [false, true]) {
      const reply = await callAdapter(config, 'gpt-5-mini', { stream, request: { parameters } })
      expect(reply.warnings).toEqual([
        'temperature is not supported: temperature is not supported for reasoning models',
      ])
    }
    expect(server.requests[0]!.body).not.toHaveProperty('temperature')
    expect(server.requests[0]!.body.max_completion_tokens).toBe(50)
  })
})
