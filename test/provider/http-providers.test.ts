import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ModelRequest } from '../../src/provider/model.ts'
import type { Models } from '../../src/provider/open-models.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { createSpend } from '../../src/provider/spend.ts'
import { context, models, rejection, request } from './call.ts'
import {
  chat,
  type FakeAnswer,
  type FakeProvider,
  type FakeScript,
  failure,
  html,
  redirect,
  startFakeProvider,
  truncatedJson,
} from './fake-provider.ts'

const KEY = 'sk-Canary-0123456789'
const PROMPT = 'the secret plans of the prompt'

let fake: FakeProvider
let open: Models | undefined

afterEach(async () => {
  await open?.close()
  await fake.close()
})

async function serve(script: FakeScript): Promise<void> {
  fake = await startFakeProvider(script)
}

const both = [
  ['openai', 'o/gpt-4.1-mini'],
  ['openai-compatible', 'c/some/model'],
] as const

function providers(more: Parameters<typeof models>[1] = {}): Models {
  const shared = { baseUrl: fake.baseUrl, credential: 'FAKE_KEY' }
  const configs: ProviderConfig[] = [
    { name: 'o', kind: 'openai', ...shared },
    { name: 'c', kind: 'openai-compatible', ...shared },
  ]
  open = models(configs, { environment: { FAKE_KEY: KEY }, ...more })
  return open
}

describe.each(both)('a model of kind %s', (kind, id) => {
  it('is sent messages, tools and parameters in its wire format', async () => {
    await serve(() => chat('ok'))
    const model = await providers().open(id)
    const full: ModelRequest = {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hi' },
        { role: 'user', content: 'Refund!' },
      ],
      tools: [{ name: 'refund', description: 'Pays back', parameters: { type: 'object', properties: {} } }],
      parameters: {
        maxOutputTokens: 77,
        temperature: 0.5,
        topP: 0.9,
        stop: ['END'],
        seed: 7,
        frequencyPenalty: 0.1,
        presencePenalty: 0.2,
        responseFormat: {
          type: 'json',
          schema: { type: 'object', properties: {}, additionalProperties: false },
        },
      },
    }
    await model.call(full, context())
    const [sent] = fake.requests
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/chat/completions' })
    expect(sent?.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(sent?.body).toMatchObject({
      model: id.slice(2),
      messages: full.messages,
      max_tokens: 77,
      temperature: 0.5,
      top_p: 0.9,
      stop: ['END'],
      seed: 7,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      tools: [{ type: 'function', function: { name: 'refund', description: 'Pays back' } }],
      response_format: { type: 'json_schema' },
    })
  })

  it('always limits its output', async () => {
    await serve(() => chat('ok'))
    await (await providers().open(id)).call(request('hello'), context())
    expect(fake.requests[0]?.body['max_tokens']).toBe(200)
  })

  it('answers with text, usage, the served model and a latency', async () => {
    await serve(() => chat('the answer', { delayMs: 20 }))
    const reply = await (await providers().open(id)).call(request('hello'), context())
    expect(reply).toMatchObject({
      text: 'the answer',
      toolCalls: [],
      finishReason: 'stop',
      servedModel: 'fake-1-2026-01-01',
      usage: { inputTokens: 30, outputTokens: 5 },
      attempts: 1,
    })
    expect(reply.latencyMs).toBeGreaterThan(15)
  })

  it('answers with tool calls, whose arguments stay text when they are not JSON', async () => {
    const toolCalls = [
      { name: 'refund', arguments: '{"order":"A1"}' },
      { name: 'refund', arguments: '{"order":' },
    ]
    await serve(() => chat('', { toolCalls, finish: 'tool_calls' }))
    const reply = await (await providers().open(id)).call(request('hello'), context())
    expect(reply.finishReason).toBe('tool-calls')
    expect(reply.toolCalls).toEqual([
      { name: 'refund', arguments: { order: 'A1' } },
      { name: 'refund', arguments: '{"order":' },
    ])
  })

  it.each([
    ['length', {}, 'length'],
    ['content_filter', {}, 'content-filter'],
    ['stop', { refusal: 'I cannot help with that.' }, 'refusal'],
    ['something_new', {}, 'other'],
  ])('says that it finished by %s', async (finish, more, expected) => {
    await serve(() => chat('some text', { finish, ...more }))
    const reply = await (await providers().open(id)).call(request('hello'), context())
    expect(reply.finishReason).toBe(expected)
  })

  it('says nothing of usage that the server does not count', async () => {
    const { usage: _, ...body } = chat('ok').body
    await serve(() => ({ body }))
    const reply = await (await providers().open(id)).call(request('hello'), context())
    expect(reply.usage).toEqual({})
  })

  it.each([
    [-1e9, -1e9],
    [1e308, 1e308],
    [0.5, 5],
  ])(
    'knows nothing of a use of %d and %d tokens, and counts what was reserved',
    async (prompt, completion) => {
      const usage = {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
      }
      await serve(() => ({ body: { ...chat('ok').body, usage } }))
      const spend = createSpend({ tokens: 500 })
      const model = await providers({ spend }).open(id)
      expect((await model.call(request('hello'), context())).usage).toEqual({})
      await model.call(request('hello'), context())
      expect((await rejection(model)).kind).toBe('budget')
      expect(spend.totals()).toMatchObject({ calls: 2, tokens: expect.closeTo(403.3, 0) })
    },
  )

  it('does not believe that an answer took no tokens', async () => {
    const usage = { prompt_tokens: 30, total_tokens: 30 }
    await serve(() => ({ body: { ...chat('ok').body, usage } }))
    const reply = await (await providers().open(id)).call(request('hello'), context())
    expect(reply.usage).toEqual({ inputTokens: 30 })
  })

  it('keeps arguments of a tool as text that are nested too deep for anything that would walk through them', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    await serve(() => chat('', { toolCalls: [{ name: 'f', arguments: deep }], finish: 'tool_calls' }))
    const reply = await (await providers().open(id)).call(request('hello'), context())
    expect(reply.toolCalls).toEqual([{ name: 'f', arguments: deep }])
  })

  it.each<[string, FakeAnswer, object]>([
    ['401', failure(401, 'invalid_api_key'), { kind: 'unauthorized', status: 401, final: true, attempts: 1 }],
    ['402', failure(402, 'payment_required'), { kind: 'quota-exhausted', final: true, attempts: 1 }],
    ['403', failure(403, 'forbidden'), { kind: 'unauthorized', final: true, attempts: 1 }],
    ['404', failure(404, 'model_not_found'), { kind: 'not-found', final: true, attempts: 1 }],
    ['400', failure(400, 'invalid_request_error'), { kind: 'bad-request', final: false, attempts: 1 }],
    ['413', failure(413, 'too_large'), { kind: 'bad-request', attempts: 1 }],
    ['422', failure(422, 'unprocessable'), { kind: 'bad-request', attempts: 1 }],
    ['418', failure(418, 'teapot'), { kind: 'bad-request', attempts: 1 }],
    ['408', failure(408, 'timeout'), { kind: 'timeout', attempts: 5 }],
    ['409', failure(409, 'conflict'), { kind: 'server-error', attempts: 5 }],
    ['429', failure(429, 'rate_limit_exceeded'), { kind: 'rate-limited', attempts: 5 }],
    ['quota', failure(429, 'insufficient_quota'), { kind: 'quota-exhausted', final: true, attempts: 1 }],
    ['500', failure(500, 'server_error'), { kind: 'server-error', attempts: 5 }],
    ['500, told not to retry', failure(500, 'x', { 'x-should-retry': 'false' }), { attempts: 1 }],
    ['502 as HTML', html(502), { kind: 'server-error', status: 502, attempts: 5 }],
    ['503', failure(503, 'overloaded'), { kind: 'overloaded', attempts: 5 }],
    ['529', failure(529, 'overloaded_error'), { kind: 'overloaded', attempts: 5 }],
    ['HTML', html(), { kind: 'wire-format', status: 200, attempts: 5 }],
    ['truncated JSON', truncatedJson(), { kind: 'wire-format', attempts: 5 }],
    ['no choices', { body: { ...chat('').body, choices: [] } }, { kind: 'wire-format', attempts: 5 }],
    [
      'an error with status 200',
      { body: { error: { message: PROMPT, code: 500 } } },
      { kind: 'wire-format' },
    ],
    ['an empty body', { body: '' }, { kind: 'wire-format', attempts: 5 }],
    ['a wrong type', { body: { choices: 'many' } }, { kind: 'wire-format', attempts: 5 }],
    ['a redirect', redirect('http://127.0.0.1:9/'), { kind: 'redirect', final: true, attempts: 1 }],
    ['a reset', 'reset', { kind: 'connection', attempts: 5 }],
  ])('turns %s into an error of its kind', async (_, answer, expected) => {
    await serve(() => answer)
    const error = await rejection(await providers().open(id))
    expect(error).toMatchObject(expected)
    expect(fake.requests).toHaveLength(error.attempts)
  })

  it('tells what went wrong in one line, without key, prompt or body', async () => {
    const leaky = [
      failure(401, KEY, { 'www-authenticate': KEY }, `Incorrect API key provided: ${KEY} for ${PROMPT}`),
      failure(400, 'bad', {}, `${PROMPT}\n::error::${KEY}`),
      { status: 500, body: `${KEY} ${PROMPT}` },
      { body: `${KEY} ${PROMPT}`, headers: { 'content-type': `text/${KEY}` } },
    ]
    for (const answer of leaky) {
      await serve(() => answer)
      const error = await rejection(await providers().open(id), PROMPT)
      const everything = [error.message, error.stack, String(error.cause), JSON.stringify(error)].join('\n')
      expect(everything).not.toContain(KEY)
      expect(everything).not.toContain(PROMPT)
      expect(error.message).not.toContain('\n')
      expect(error.message.length).toBeLessThan(200)
      await open?.close()
      await fake.close()
    }
    await serve(() => 'hang')
  })

  it('names the provider, and for a refused key the variable that holds it', async () => {
    await serve(() => failure(401, 'invalid_api_key'))
    const error = await rejection(await providers().open(id))
    expect(error.message).toBe(`provider ${id[0]}: it refused the key (401, invalid_api_key); check FAKE_KEY`)
  })

  it('recovers when a later attempt is answered, and counts the attempts', async () => {
    await serve((_, index) => (index < 2 ? failure(429, 'rate', { 'retry-after-ms': '5' }) : chat('at last')))
    const spend = createSpend({})
    const reply = await (await providers({ spend }).open(id)).call(request('hello'), context())
    expect(reply).toMatchObject({ text: 'at last', attempts: 3 })
    // What was refused costs nothing, and no call of a budget.
    expect(spend.totals().calls).toBe(1)
  })

  it('is given up after the time limit, as often as it may be retried', async () => {
    await serve(() => 'hang')
    const error = await rejection(await providers({ timeoutSeconds: 2 }).open(id))
    expect(error).toMatchObject({ kind: 'timeout', attempts: 5 })
    expect(error.message).toContain('did not answer within 2 s')
  })

  it('rejects with the reason of an abort', async () => {
    await serve(() => 'hang')
    const model = await providers().open(id)
    const controller = new AbortController()
    const reason = new Error('stop')
    setTimeout(() => controller.abort(reason), 20)
    await expect(model.call(request('hello'), context('draw', { signal: controller.signal }))).rejects.toBe(
      reason,
    )
  })

  it(`does not read the settings that ${kind} packages take from the environment`, async () => {
    await serve(() => chat('ok'))
    const thief = await startFakeProvider()
    const before = { ...process.env }
    Object.assign(process.env, {
      OPENAI_BASE_URL: thief.baseUrl,
      OPENAI_API_KEY: 'sk-from-the-environment',
      HTTP_PROXY: thief.baseUrl,
      http_proxy: thief.baseUrl,
    })
    try {
      await (await providers().open(id)).call(request('hello'), context())
    } finally {
      process.env = before
    }
    expect(thief.requests).toEqual([])
    expect(fake.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
    await thief.close()
  })
})

describe('a provider', () => {
  beforeEach(() => serve(() => chat('ok')))

  it('is asked no more than its concurrency at a time', async () => {
    await fake.close()
    await serve(() => chat('ok', { delayMs: 5 }))
    const model = await providers({ concurrency: 3 }).open('c/m')
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => model.call(request(`${index}`), context(`${index}`))),
    )
    expect(fake.mostInFlight()).toBe(3)
  })

  it('that refused the key is not asked again', async () => {
    await fake.close()
    await serve(() => failure(401, 'invalid_api_key'))
    const model = await providers().open('c/m')
    const first = await rejection(model)
    expect(await rejection(model)).toMatchObject({ message: first.message, kind: first.kind, attempts: 0 })
    expect((await rejection(await open!.open('c/other'))).message).toBe(first.message)
    expect(fake.requests).toHaveLength(1)
  })

  it('that asks to wait longer than a minute is not asked again', async () => {
    await fake.close()
    await serve(() => failure(429, 'rate_limit_exceeded', { 'retry-after': '61' }))
    const model = await providers().open('c/m')
    const first = await rejection(model)
    expect(first).toMatchObject({ kind: 'rate-limited', final: true, attempts: 1 })
    expect(first.message).toContain('asks to wait 61 s, which is too long')
    expect(await rejection(model)).toMatchObject({ message: first.message, kind: first.kind, attempts: 0 })
    expect(fake.requests).toHaveLength(1)
  })

  it('that does not know one model is still asked for another', async () => {
    await fake.close()
    await serve(({ body }) => (body.model === 'typo' ? failure(404, 'model_not_found') : chat('ok')))
    const typo = await providers().open('c/typo')
    expect((await rejection(typo)).message).toContain('c/typo: it does not know this model')
    await rejection(typo)
    expect(fake.requests).toHaveLength(1)
    await (await open!.open('c/right')).call(request('hello'), context())
  })

  it('that never answered is down after five failures of two draws', async () => {
    await fake.close()
    await serve(() => failure(500, 'server_error'))
    const model = await providers().open('c/m')
    expect((await rejection(model, 'hello', 'draw 1')).final).toBe(false)
    const down = await rejection(model, 'hello', 'draw 2')
    expect(down).toMatchObject({ kind: 'server-error', final: true })
    expect(down.message).toContain('has not answered any request and counts as down')
    const sent = fake.requests.length
    expect(sent).toBe(6)
    for (let index = 0; index < 100; index += 1)
      expect((await rejection(model, 'hello', `draw ${index}`)).message).toBe(down.message)
    expect(fake.requests).toHaveLength(sent)
  })

  it('that is down ends also those who wait for their turn or their next attempt', async () => {
    await fake.close()
    await serve(() => failure(503, 'overloaded', { 'retry-after': '50' }))
    const model = await providers({ concurrency: 5, timeoutSeconds: 100_000 }).open('c/m')
    const calls = Array.from({ length: 40 }, (_, index) => rejection(model, 'hello', `draw ${index}`))
    const start = performance.now()
    const errors = await Promise.all(calls)
    expect(errors.every(({ final }) => final)).toBe(true)
    expect(fake.requests.length).toBeLessThanOrEqual(10)
    expect(performance.now() - start).toBeLessThan(400)
  })

  it('that answered once is paused for 5 s when it stops, and is down when it fails again', async () => {
    await fake.close()
    const at: number[] = []
    await serve((_, index) => {
      at.push(performance.now() * 100)
      return index === 0 ? chat('ok') : failure(500, 'server_error')
    })
    const model = await providers().open('c/m')
    await model.call(request('hello'), context())
    const errors = await Promise.all(
      ['1', '2', '3', '4', '5', '6'].map((draw) => rejection(model, 'hello', draw)),
    )
    expect(errors.every(({ final }) => final)).toBe(true)
    expect(errors[0]!.message).toContain('it has stopped answering and counts as down')
    expect(at.length).toBeLessThan(16)
    expect(at.at(-1)! - at[1]!).toBeGreaterThan(5000)
  })

  it('that answers again after the pause is not down', async () => {
    await fake.close()
    await serve((_, index) => (index === 0 || index > 7 ? chat('ok') : failure(500, 'server_error')))
    const model = await providers().open('c/m')
    await model.call(request('hello'), context())
    const replies = await Promise.all(
      ['1', '2', '3', '4', '5', '6', '7'].map((draw) => model.call(request('hello'), context(draw))),
    )
    expect(replies.map(({ text }) => text)).toEqual(new Array(7).fill('ok'))
  })

  it('that only limits the rate is not declared down', async () => {
    await fake.close()
    await serve((_, index) => (index < 8 ? failure(429, 'rate_limit_exceeded') : chat('ok')))
    const model = await providers().open('c/m')
    await rejection(model, 'hello', '1')
    expect((await model.call(request('hello'), context('2'))).attempts).toBe(4)
  })

  it('is not sent what the budget does not cover', async () => {
    const spend = createSpend({ calls: 2 })
    const model = await providers({ spend }).open('c/m')
    await model.call(request('1'), context('1'))
    await model.call(request('2'), context('2'))
    expect(await rejection(model)).toMatchObject({ kind: 'budget', final: true })
    expect(fake.requests).toHaveLength(2)
  })

  it('is paid at the list price of the tokens that it reports', async () => {
    const spend = createSpend({ usd: 1 })
    const prices = [{ models: 'c/*', price: { inputPerMillion: 10, outputPerMillion: 100 } }]
    await (await providers({ spend, prices }).open('c/m')).call(request('hello'), context())
    expect(spend.totals().usd).toBeCloseTo((30 * 10 + 5 * 100) / 1e6)
  })

  it('is paid nothing for an error, and the whole reservation for what may have been produced', async () => {
    await fake.close()
    await serve((_, index) => (index === 0 ? failure(400, 'bad') : html()))
    const spend = createSpend({})
    const prices = [{ models: 'c/*', price: { inputPerMillion: 0, outputPerMillion: 1000 } }]
    const model = await providers({ spend, prices }).open('c/m')
    await rejection(model)
    expect(spend.totals()).toMatchObject({ calls: 0, usd: 0 })
    await rejection(model)
    expect(spend.totals()).toMatchObject({ calls: 0 })
    expect(spend.totals().usd).toBeCloseTo(5 * 200 * 0.001)
  })
})
