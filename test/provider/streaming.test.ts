import { describe, expect, it } from 'vitest'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { anthropicAnswer } from './wire/anthropic-wire.ts'
import { bedrockAnswer } from './wire/bedrock-wire.ts'
import { callAdapter, errorOf, KEY } from './wire/call-adapter.ts'
import { googleAnswer } from './wire/google-wire.ts'
import { openAiAnswer } from './wire/openai-wire.ts'
import { json, startWireServer, type WireAnswer, type WireRequest } from './wire/wire-server.ts'

interface Told {
  readonly text?: string
  readonly more?: Partial<WireAnswer>
}

interface Kind {
  readonly kind: ProviderConfig['kind']
  readonly model: string
  readonly basePath: string
  readonly config?: Partial<ProviderConfig>
  readonly keyHeader: readonly [name: string, value: string]
  readonly answer: (request: WireRequest, told?: Told) => WireAnswer
  readonly calling: (request: WireRequest) => WireAnswer
  readonly servedModel: string | undefined
}

const call = { name: 'find_parcel', arguments: { order: 'A1' } }
const openAiCalls = [{ name: call.name, arguments: JSON.stringify(call.arguments) }]

const KINDS: readonly Kind[] = [
  {
    kind: 'openai',
    model: 'gpt-4.1-mini',
    basePath: '/v1',
    keyHeader: ['authorization', `Bearer ${KEY}`],
    answer: openAiAnswer,
    calling: (request) => openAiAnswer(request, { text: '', finish: 'tool_calls', toolCalls: openAiCalls }),
    servedModel: 'gpt-5-mini-2026-05-01',
  },
  {
    kind: 'openai-compatible',
    model: 'some/model',
    basePath: '/v1',
    keyHeader: ['authorization', `Bearer ${KEY}`],
    answer: openAiAnswer,
    calling: (request) => openAiAnswer(request, { text: '', finish: 'tool_calls', toolCalls: openAiCalls }),
    servedModel: 'gpt-5-mini-2026-05-01',
  },
  {
    kind: 'azure',
    model: 'our-mini',
    basePath: '/openai',
    config: { apiVersion: '2024-10-21' },
    keyHeader: ['api-key', KEY],
    answer: openAiAnswer,
    calling: (request) => openAiAnswer(request, { text: '', finish: 'tool_calls', toolCalls: openAiCalls }),
    servedModel: 'gpt-5-mini-2026-05-01',
  },
  {
    kind: 'anthropic',
    model: 'claude-haiku-4-5',
    basePath: '/v1',
    keyHeader: ['x-api-key', KEY],
    answer: anthropicAnswer,
    calling: (request) =>
      anthropicAnswer(request, {
        text: '',
        stop: 'tool_use',
        toolCalls: [{ name: call.name, input: call.arguments }],
      }),
    servedModel: 'claude-haiku-4-5-20251001',
  },
  {
    kind: 'google',
    model: 'gemini-2.5-flash',
    basePath: '/v1beta',
    keyHeader: ['x-goog-api-key', KEY],
    answer: googleAnswer,
    calling: (request) =>
      googleAnswer(request, { text: '', toolCalls: [{ name: call.name, args: call.arguments }] }),
    servedModel: 'gemini-2.5-flash-001',
  },
  {
    kind: 'amazon-bedrock',
    model: 'amazon.nova-lite-v1:0',
    basePath: '',
    config: { region: 'us-east-1' },
    keyHeader: ['authorization', `Bearer ${KEY}`],
    answer: bedrockAnswer,
    calling: (request) =>
      bedrockAnswer(request, {
        text: '',
        stop: 'tool_use',
        toolCalls: [{ name: call.name, input: call.arguments }],
      }),
    servedModel: undefined,
  },
]

const tools = [
  { name: 'find_parcel', parameters: { type: 'object', properties: { order: { type: 'string' } } } },
]

describe.each(KINDS)('a model of kind $kind', (kind) => {
  const configAt = (origin: string): ProviderConfig => ({
    name: 'p',
    kind: kind.kind,
    credential: 'KEY',
    baseUrl: `${origin}${kind.basePath}`,
    ...kind.config,
  })

  describe.each([
    ['whole', false],
    ['as a stream', true],
  ])('whose reply comes %s', (_, stream) => {
    it('gives text, usage, finish reason and served model, and is shown its key and nothing else', async () => {
      await using server = await startWireServer((request) => kind.answer(request))
      const reply = await callAdapter(configAt(server.origin), kind.model, { stream })
      expect(reply).toMatchObject({
        text: 'hello',
        toolCalls: [],
        finishReason: 'stop',
        usage: { inputTokens: 30, outputTokens: 5 },
      })
      expect(reply.servedModel).toBe(kind.servedModel)
      const { headers } = server.requests[0]!
      expect(headers[kind.keyHeader[0]]).toBe(kind.keyHeader[1])
      expect(JSON.stringify(headers)).not.toContain('attached-by-the-transport')
      expect(server.requests).toHaveLength(1)
    })

    it('gives tool calls', async () => {
      await using server = await startWireServer(kind.calling)
      const reply = await callAdapter(configAt(server.origin), kind.model, { stream, request: { tools } })
      expect(reply).toMatchObject({ text: '', toolCalls: [call], finishReason: 'tool-calls' })
    })

    it('never answers with more than a limit, whatever the model', async () => {
      await using server = await startWireServer((request) => kind.answer(request))
      await callAdapter(configAt(server.origin), `${kind.model}-unheard-of`, { stream })
      expect(server.requests[0]!.text).toMatch(/"(?:max_tokens|maxOutputTokens|maxTokens)":200\b/)
    })

    it('that breaks off fails in a way that may be tried again', async () => {
      await using server = await startWireServer((request) => {
        const answer = kind.answer(request)
        const { length } = answer.chunks
        const some = stream ? answer.chunks.slice(0, length - 3) : [String(answer.chunks[0]).slice(0, 40)]
        return { ...answer, chunks: some, cut: true }
      })
      const error = await errorOf(callAdapter(configAt(server.origin), kind.model, { stream }))
      expect(error).toMatchObject({ kind: 'connection', retryable: true, final: false })
    })

    it('is not heard any more once the caller aborts', async () => {
      await using server = await startWireServer((request) =>
        kind.answer(request, { more: { delaysMs: [500, 500] } }),
      )
      const error = await errorOf(
        callAdapter(configAt(server.origin), kind.model, { stream, abortAfterMs: 30 }),
      )
      expect(error.kind).toBe('timeout')
    })
  })

  it('tells when the first byte came, and the whole, of a stream', async () => {
    await using server = await startWireServer((request) =>
      kind.answer(request, { more: { delaysMs: [40, 80] } }),
    )
    let called = 0
    const onFirstByte = () => {
      called += 1
    }
    const reply = await callAdapter(configAt(server.origin), kind.model, { stream: true, onFirstByte })
    expect(called).toBe(1)
    expect(reply.firstByteMs).toBeGreaterThan(30)
    expect(reply.latencyMs - reply.firstByteMs!).toBeGreaterThan(60)
  })

  it('is not said to have a first byte when nobody asked for a stream', async () => {
    await using server = await startWireServer((request) => kind.answer(request))
    const reply = await callAdapter(configAt(server.origin), kind.model)
    expect(reply).not.toHaveProperty('firstByteMs')
  })

  it('that does not stream although it was asked to is read as what it is, without a second request', async () => {
    await using server = await startWireServer((request) => {
      const whole = {
        ...request,
        path: request.path.replace('streamGenerate', 'generate').replace('-stream', ''),
      }
      return kind.answer({ ...whole, body: { ...request.body, stream: false } })
    })
    const reply = await callAdapter(configAt(server.origin), kind.model, { stream: true })
    expect(reply).toMatchObject({
      text: 'hello',
      finishReason: 'stop',
      usage: { inputTokens: 30, outputTokens: 5 },
    })
    expect(reply.firstByteMs).toBeGreaterThan(0)
    expect(server.requests).toHaveLength(1)
  })

  it('whose stream ends without an end is not believed', async () => {
    await using server = await startWireServer((request) => {
      const answer = kind.answer(request)
      return { ...answer, chunks: answer.chunks.slice(0, Math.min(2, answer.chunks.length - 1)) }
    })
    const error = await errorOf(callAdapter(configAt(server.origin), kind.model, { stream: true }))
    expect(error).toMatchObject({ kind: 'wire-format', retryable: true })
  })

  it('whose stream is garbage fails without a word of it', async () => {
    await using server = await startWireServer((request) => ({
      ...kind.answer(request),
      chunks: [`data: {"${KEY}": \n\n`, 'data: [1]\n\n'],
    }))
    const error = await errorOf(callAdapter(configAt(server.origin), kind.model, { stream: true }))
    expect(error).toMatchObject({ kind: 'wire-format', retryable: true })
    expect(`${error.stack} ${String(error.cause)}`).not.toContain(KEY)
  })

  it('streams always or never where the policy says so', async () => {
    await using server = await startWireServer((request) => kind.answer(request))
    const config = configAt(server.origin)
    const always = await callAdapter({ ...config, streaming: true }, kind.model)
    const never = await callAdapter({ ...config, streaming: false }, kind.model, { stream: true })
    expect(always.firstByteMs).toBeGreaterThan(0)
    expect(never).not.toHaveProperty('firstByteMs')
  })

  it.each([
    [401, 'unauthorized', { final: true, retryable: false }],
    [403, 'unauthorized', { final: true, retryable: false }],
    [404, 'not-found', { final: true, retryable: false }],
    [429, 'rate-limited', { final: false, retryable: true }],
    [500, 'server-error', { final: false, retryable: true }],
    [503, 'overloaded', { final: false, retryable: true }],
    [529, 'overloaded', { final: false, retryable: true }],
  ])(
    'turns a bare %i into an error of its kind, asked for a stream or not',
    async (status, expected, more) => {
      await using server = await startWireServer(() => json({ message: `no ${KEY}` }, { status }))
      for (const stream of [false, true]) {
        const error = await errorOf(callAdapter(configAt(server.origin), kind.model, { stream }))
        expect(error).toMatchObject({ kind: expected, status, ...more })
        expect(`${error.stack} ${String(error.cause)}`).not.toContain(KEY)
      }
    },
  )
})
