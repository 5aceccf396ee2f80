import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../src/provider/clock.ts'
import { createSpend } from '../../src/provider/spend.ts'
import type { RenderedHttp } from '../../src/suite/render-http.ts'
import { CodeFailure } from '../../src/target/code-failure.ts'
import type { CodeRunner } from '../../src/target/code-runner.ts'
import { openEndpoints } from '../../src/target/open-endpoints.ts'
import { runHttpTrial } from '../../src/target/run-http-trial.ts'
import { type ReceivedRequest, serve } from './http-server.ts'

/** Waits a hundredth of what it is asked to. */
const hurried: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
}

const noCode = {} as CodeRunner

const REQUEST: RenderedHttp = {
  kind: 'http',
  service: 'shop',
  method: 'POST',
  path: '/sort?dry=1',
  headers: { 'x-mode': 'test' },
  body: '{"mail":"hi"}',
  reading: { reply: '$.answer', statuses: {} },
  hash: 'sha256:0',
}

function context(signal = new AbortController().signal, drawKey = 'seed/head/one/0') {
  return { signal, drawKey, position: 0 }
}

type Answer = (request: ReceivedRequest, response: ServerResponse, count: number) => void

const json =
  (value: unknown, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

async function ask(
  answer: Answer,
  changes: Partial<RenderedHttp> = {},
  options: { readonly calls?: number; readonly signal?: AbortSignal; readonly trials?: number } = {},
) {
  await using server = await serve(answer)
  const { calls } = options
  const endpoints = openEndpoints({
    services: new Map([['shop', { name: 'shop', baseUrl: server.baseUrl }]]),
    code: noCode,
    limits: { concurrency: 4, timeoutSeconds: 30 },
    spend: createSpend(calls === undefined ? {} : { calls }),
    clock: hurried,
    random: () => 0.5,
  })
  try {
    const request = { ...REQUEST, ...changes }
    const endpoint = await endpoints.open(request)
    const trials = []
    for (let trial = 0; trial < (options.trials ?? 1); trial += 1) {
      trials.push(await runHttpTrial(endpoint, request, context(options.signal, `seed/head/one/${trial}`)))
    }
    return { trial: trials.at(-1)!, trials, requests: server.requests }
  } finally {
    await endpoints.close()
  }
}

describe('a request to a service', () => {
  it('is sent as rendered, and its answer, trace and usage are read from the reply', async () => {
    const { trial, requests } = await ask(
      json({
        answer: { queue: 'billing' },
        steps: [{ type: 'tool-call', name: 'find', arguments: { id: 1 } }],
        usage: { in: 12, out: 3, usd: 0.5, turns: 2 },
      }),
      {
        reading: {
          reply: '$.answer',
          trace: '$.steps',
          inputTokens: '$.usage.in',
          outputTokens: '$.usage.out',
          costUsd: '$.usage.usd',
          steps: '$.usage.turns',
          statuses: {},
        },
      },
    )
    expect(trial).toEqual({
      outcome: 'ok',
      output: '{"queue":"billing"}',
      trace: [{ type: 'tool-call', name: 'find', arguments: { id: 1 } }],
      quantities: {
        latency_ms: expect.any(Number),
        input_tokens: 12,
        output_tokens: 3,
        cost_usd: 0.5,
        steps: 2,
      },
      attempts: 1,
    })
    const [request] = requests
    expect(request).toMatchObject({ method: 'POST', url: '/sort?dry=1', body: '{"mail":"hi"}' })
    expect(request!.headers).toMatchObject({ 'x-mode': 'test', 'content-type': 'application/json' })
    expect(request!.headers).not.toHaveProperty('authorization')
  })

  it('has the whole reply for an answer where the suite names no part of it', async () => {
    const { trial } = await ask((_, response) => void response.end('plain text'), {
      reading: { statuses: {} },
    })
    expect(trial).toMatchObject({ outcome: 'ok', output: 'plain text' })
    expect(trial.trace).toEqual([{ type: 'message', role: 'assistant', content: 'plain text' }])
  })

  it('may have several answers at one path, and usage that is unknown', async () => {
    const { trial } = await ask(json({ parts: ['a', 'b'], usage: 'much' }), {
      reading: { reply: '$.parts[*]', inputTokens: '$.usage', statuses: {} },
    })
    expect(trial.output).toBe('["a","b"]')
    expect(trial.quantities).not.toHaveProperty('input_tokens')
  })

  it('is repeated while the service fails', async () => {
    const { trial, requests } = await ask((request, response, count) =>
      json(count < 3 ? {} : { answer: 'late' }, count < 3 ? 503 : 200)(request, response, count),
    )
    expect(trial).toMatchObject({ outcome: 'ok', output: 'late', attempts: 3 })
    expect(requests).toHaveLength(3)
  })

  it.each<[string, Answer, Partial<RenderedHttp>, RegExp, number]>([
    ['fails again and again', json({}, 500), {}, /service shop: it failed \(500\) \(5 attempts\)/, 5],
    ['refuses', json({}, 404), {}, /it refused the request \(404\)/, 1],
    ['limits the rate', json({}, 429), {}, /it refused the request \(429\) \(5 attempts\)/, 5],
    [
      'drops the connection',
      (_, response) => void response.destroy(),
      {},
      /connection failed.*5 attempts/,
      5,
    ],
    ['does not answer', () => {}, { timeoutSeconds: 1 }, /did not answer within 1 s \(5 attempts\)/, 5],
    [
      'answers something else than JSON',
      (_, response) => void response.end('<html>'),
      {},
      /service shop: its reply is not JSON/,
      1,
    ],
    ['answers elsewhere', json({ other: 1 }), {}, /its reply has nothing at \$\.answer/, 1],
    [
      'gives no trace',
      json({ answer: 'x' }),
      { reading: { reply: '$.answer', trace: '$.trace', statuses: {} } },
      /has no trace at \$\.trace/,
      1,
    ],
    [
      'gives another trace',
      json({ answer: 'x', trace: [{ role: 'user' }] }),
      { reading: { reply: '$.answer', trace: '$.trace', statuses: {} } },
      /has no trace at/,
      1,
    ],
    [
      'answers too much',
      (_, response) => void response.end('x'.repeat(9 * 2 ** 20)),
      {},
      /larger than 8 MiB/,
      5,
    ],
  ])('to a service that %s is an infra-error that says so', async (_, answer, changes, error, attempts) => {
    const { trial, requests } = await ask(answer, changes)
    expect(trial).toMatchObject({ outcome: 'infra-error', output: '', quantities: {}, attempts })
    expect(trial.error).toMatch(error)
    expect(requests).toHaveLength(attempts)
  })

  it('does not follow a redirect', async () => {
    const { trial, requests } = await ask(
      (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
    )
    expect(trial.error).toMatch(/answered with a redirect \(307\), which is not followed/)
    expect(requests).toHaveLength(1)
  })

  it('may be answered by a status to which the suite gives a meaning', async () => {
    const reading = { reply: '$.answer', statuses: { 422: 'refused' } } as const
    const refused = await ask(json({ answer: 'I may not.' }, 422), { reading })
    expect(refused.trial).toMatchObject({ outcome: 'refused', output: 'I may not.', attempts: 1 })
    const bare = await ask((_, response) => void response.writeHead(422).end('no'), { reading })
    expect(bare.trial).toMatchObject({ outcome: 'refused', output: 'no' })
  })

  it('is not sent any more to a service that has never answered', async () => {
    const { trials, requests } = await ask(json({}, 500), {}, { trials: 4 })
    expect(requests.length).toBeLessThan(10)
    expect(trials.at(-1)).toMatchObject({ outcome: 'infra-error', attempts: 0 })
    expect(trials.at(-1)!.error).toMatch(/counts as down/)
  })

  it('counts as a call, and is not sent when the budget of calls is spent', async () => {
    await expect(ask(json({ answer: 'x' }), {}, { calls: 1, trials: 2 })).rejects.toThrow(
      /budget of 1 calls is spent/,
    )
  })

  it('ends with the run', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('interrupted')), 50)
    await expect(ask(() => {}, {}, { signal: controller.signal })).rejects.toThrow('interrupted')
  })

  it('fails for good once the program of the service has ended', async () => {
    await using server = await serve(() => {})
    const down = new AbortController()
    const endpoints = openEndpoints({
      services: new Map(),
      code: {
        service: async () => ({ baseUrl: server.baseUrl, down: down.signal, stop: async () => {} }),
      } as unknown as CodeRunner,
      limits: { concurrency: 4, timeoutSeconds: 30 },
      spend: createSpend({}),
      clock: hurried,
      random: () => 0.5,
    })
    const request = {
      ...REQUEST,
      serve: {} as NonNullable<RenderedHttp['serve']>,
      code: { side: 'head', identity: 'x' } as const,
    }
    const trial = runHttpTrial(await endpoints.open(request), request, context())
    setTimeout(() => down.abort(new CodeFailure('the service shop of head ended with code 1')), 30)
    await expect(trial).rejects.toThrow(/of head ended with code 1/)
    await endpoints.close()
  })
})

describe('a service that the policy does not have', () => {
  it('is found before anything is sent', () => {
    const endpoints = openEndpoints({
      services: new Map([['shop', { name: 'shop', baseUrl: 'https://shop.example' }]]),
      code: noCode,
      limits: { concurrency: 4, timeoutSeconds: 30 },
      spend: createSpend({}),
      clock: hurried,
      random: () => 0.5,
    })
    expect(endpoints.check([REQUEST])).toEqual([])
    expect(endpoints.check([{ ...REQUEST, service: 'shpo' }])).toEqual([
      { message: 'there is no service shpo in the policy', hint: 'did you mean shop?' },
    ])
  })
})
