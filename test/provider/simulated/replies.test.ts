import { describe, expect, it } from 'vitest'
import { createSpend } from '../../../src/provider/spend.ts'
import { context, models, rejection, request } from '../call.ts'
import { draws, share, tolerance } from './simulate.ts'

const COUNT = 4000

describe('replies of a simulated model', () => {
  it('come in proportion to their weights', async () => {
    const text = `
rules:
  - replies:
      - { text: good, weight: 7 }
      - { text: bad, weight: 2 }
      - { text: ugly }
      - { text: never, weight: 0 }
`
    const replies = await draws(text, COUNT)
    for (const [reply, expected] of [
      ['good', 0.7],
      ['bad', 0.2],
      ['ugly', 0.1],
      ['never', 0],
    ] as const) {
      expect(Math.abs(share(replies, reply) - expected)).toBeLessThanOrEqual(tolerance(expected, COUNT))
    }
  })

  it('depend on the draw and the request alone, not on order or company', async () => {
    const text = 'rules: [{ replies: [{ text: a }, { text: b }, { text: c }] }]'
    const provider = { name: 'sim', kind: 'simulated', description: { file: 's.yaml', text } } as const
    const keys = Array.from({ length: 200 }, (_, index) => `seed/head/case/${index}`)
    const run = async (order: readonly string[], concurrency: number) => {
      const model = await models([provider], { concurrency }).open('sim/any')
      const replies = await Promise.all(
        order.map(async (key) => [key, (await model.call(request('hello'), context(key))).text] as const),
      )
      return new Map(replies)
    }
    const first = await run(keys, 1)
    const second = await run([...keys].reverse(), 50)
    expect(keys.map((key) => second.get(key))).toEqual(keys.map((key) => first.get(key)))
  })

  it('differ between draws, requests, models and seeds', async () => {
    const text = 'rules: [{ replies: [{ text: a }, { text: b }] }]'
    const one = (await draws(text, 64)).map((reply) => reply.text).join('')
    const others = [
      await draws(text, 64, { request: request('hello!') }),
      await draws(text, 64, { model: 'other' }),
      await draws(`seed: 2\n${text}`, 64),
    ].map((replies) => replies.map((reply) => reply.text).join(''))
    expect(new Set([one, ...others]).size).toBe(4)
    expect(new Set(one)).toEqual(new Set('ab'))
  })

  it('may call tools, with what an expression captured from the request', async () => {
    const text = `
rules:
  - when: { matches: 'order (?P<order>[A-Z]\\d+) of (?P<name>\\w+)' }
    replies:
      - text: 'Refunding {{ order }}, {{name}}.'
        tool-calls:
          - { name: refund, arguments: { id: '{{order}}', note: ['for {{ name }}'], amount: 12.5 } }
`
    const [reply] = await draws(text, 1, {
      request: request('Please refund order A17 of {{order}}: order B2 of Ann'),
    })
    expect(reply).toMatchObject({
      text: 'Refunding B2, Ann.',
      toolCalls: [{ name: 'refund', arguments: { id: 'B2', note: ['for Ann'], amount: 12.5 } }],
      finishReason: 'tool-calls',
    })
  })

  it('count tokens by characters, or as the reply says', async () => {
    const plain = 'rules: [{ replies: [{ text: 12345678 }] }]'.replace('12345678', "'12345678'")
    const [reply] = await draws(plain, 1, { request: request('x'.repeat(34)) })
    // `user:` and a line break stand before the 34 characters.
    expect(reply?.usage).toEqual({ inputTokens: 10, outputTokens: 2 })
    const [coarse] = await draws(`characters-per-token: 8\n${plain}`, 1, { request: request('x'.repeat(34)) })
    expect(coarse?.usage).toEqual({ inputTokens: 5, outputTokens: 1 })
    const [told] = await draws('rules: [{ replies: [{ text: hi, output-tokens: 120 }] }]', 1)
    expect(told?.usage.outputTokens).toBe(120)
  })

  it('are cut at the limit on output', async () => {
    const text = `rules: [{ replies: [{ text: '${'abcd'.repeat(10)}' }] }]`
    const short = { ...request('hello'), parameters: { maxOutputTokens: 5 } }
    const [reply] = await draws(text, 1, { request: short })
    expect(reply).toMatchObject({
      text: 'abcd'.repeat(5),
      finishReason: 'length',
      usage: { outputTokens: 5 },
    })
  })

  it('say how they ended and which model was served', async () => {
    const text = `
models: { mini: { served-model: mini-2026-11 }, other: {} }
rules: [{ replies: [{ text: 'No.', finish: refusal }] }]
`
    expect((await draws(text, 1, { model: 'mini' }))[0]).toMatchObject({
      servedModel: 'mini-2026-11',
      finishReason: 'refusal',
    })
    expect((await draws(text, 1, { model: 'other' }))[0]?.servedModel).toBe('other')
  })

  it('report a log-normal latency without waiting for it', async () => {
    const text = 'latency-ms: { median: 800, sigma: 0.5 }\nrules: [{ replies: [{ text: a }] }]'
    const start = performance.now()
    const latencies = (await draws(text, COUNT)).map(({ latencyMs }) => latencyMs).sort((a, b) => a - b)
    expect(performance.now() - start).toBeLessThan(4000)
    expect(latencies[COUNT / 2]! / 800).toBeCloseTo(1, 1)
    expect(latencies[Math.round(COUNT * 0.8413)]! / (800 * Math.exp(0.5))).toBeCloseTo(1, 1)
    expect(latencies[0]).toBeGreaterThan(0)
  })

  it('wait for it when told to', async () => {
    const text = 'sleep: true\nlatency-ms: { median: 30 }\nrules: [{ replies: [{ text: a }] }]'
    const start = performance.now()
    await draws(text, 1)
    expect(performance.now() - start).toBeGreaterThan(25)
  })

  it('cost what the file says, and an override before that', async () => {
    const description = {
      file: 's.yaml',
      text: `
price: { input-per-million: 1, output-per-million: 2 }
models: { mini: { price: { input-per-million: 3, output-per-million: 4 } }, other: {} }
rules: [{ replies: [{ text: a }] }]
`,
    }
    const provider = { name: 'sim', kind: 'simulated', description } as const
    const spend = createSpend({ usd: 1 })
    const open = models([provider], { spend, prices: [{ models: 'sim/other', price: 'free' }] })
    expect((await open.open('sim/mini')).price).toEqual({ inputPerMillion: 3, outputPerMillion: 4 })
    expect((await open.open('sim/other')).price).toEqual({ inputPerMillion: 0, outputPerMillion: 0 })
    const { usage } = await (await open.open('sim/mini')).call(request('hello'), context())
    expect(spend.totals().usd).toBeCloseTo((usage.inputTokens! * 3 + usage.outputTokens! * 4) / 1e6)
  })
})

describe('conditions', () => {
  const tools = [
    { name: 'refund', description: 'Pays back', parameters: { type: 'object', required: ['order'] } },
  ]
  const scene = {
    messages: [
      { role: 'system' as const, content: 'Answer in JSON.' },
      { role: 'user' as const, content: 'I want a Refund' },
    ],
    tools,
    parameters: { maxOutputTokens: 200 },
  }

  it.each([
    ['{ system-contains: JSON }', true],
    ['{ system-contains: Refund }', false],
    ['{ user-contains: Refund }', true],
    ['{ user-contains: refund }', false],
    ['{ user-contains: JSON }', false],
    ['{ contains: Pays back }', true],
    ['{ contains: "\\"required\\":[\\"order\\"]" }', true],
    ['{ matches: "(?i)want a refund" }', true],
    ['{ matches: "^user:$" }', false],
    ['{ matches: "(?m)^user:$" }', true],
    ['{ tool-offered: refund }', true],
    ['{ tool-offered: refun }', false],
    ['{ model: mini }', true],
    ['{ model: maxi }', false],
    ['{ model: mini, user-contains: nothing }', false],
    ['{ not: { user-contains: nothing } }', true],
    ['{ all: [{ model: mini }, { tool-offered: refund }] }', true],
    ['{ all: [{ model: mini }, { model: maxi }] }', false],
    ['{ any: [{ model: maxi }, { contains: JSON }] }', true],
    ['{ any: [{ model: maxi }, { not: { contains: JSON } }] }', false],
  ])('%s is %s', async (when, holds) => {
    const text = `rules:\n  - { when: ${when}, replies: [{ text: 'yes' }] }\n  - replies: [{ text: 'no' }]\n`
    const [reply] = await draws(text, 1, { request: scene, model: 'mini' })
    expect(reply?.text).toBe(holds ? 'yes' : 'no')
  })

  it('choose the first rule that matches', async () => {
    const text = `
rules:
  - { when: { user-contains: a }, replies: [{ text: first }] }
  - { when: { user-contains: ab }, replies: [{ text: second }] }
  - { when: { user-contains: b }, replies: [{ text: third }] }
`
    expect((await draws(text, 1, { request: request('ab') }))[0]?.text).toBe('first')
    expect((await draws(text, 1, { request: request('b') }))[0]?.text).toBe('third')
  })

  it('that no rule meets make the call an error, never an empty answer', async () => {
    const text = 'rules: [{ when: { contains: nothing }, replies: [{ text: a }] }]'
    const provider = { name: 'sim', kind: 'simulated', description: { file: 's.yaml', text } } as const
    const error = await rejection(await models([provider]).open('sim/any'))
    expect(error).toMatchObject({ kind: 'bad-request', attempts: 1 })
    expect(error.message).toContain('provider sim: no rule matches this request')
  })
})

describe('effects', () => {
  const text = `
rules:
  - when: { user-contains: refund }
    replies:
      - { label: good, weight: 9, text: billing }
      - { label: bad, weight: 1, text: shipping }
    effects:
      - when: { system-contains: Guess quickly }
        multiply: { good: 0.25 }
  - replies: [{ label: good, weight: 9, text: other }, { label: bad, text: nonsense }]
effects:
  - { when: { model: cheap }, multiply: { bad: 4 } }
models:
  fine: {}
  cheap: {}
  worse: { effects: [{ when: { contains: refund }, multiply: { bad: 9 } }] }
`
  const careful = (user: string) => [
    { role: 'system' as const, content: 'Think.' },
    { role: 'user' as const, content: user },
  ]
  const quick = (user: string) => [
    { role: 'system' as const, content: 'Guess quickly.' },
    { role: 'user' as const, content: user },
  ]

  it.each([
    ['leave a good prompt alone', careful('refund'), 'fine', 'billing', 0.9],
    ['of one bad line lower the share of good replies', quick('refund'), 'fine', 'billing', 2.25 / 3.25],
    ['of a rule do not reach other cases', quick('hello'), 'fine', 'other', 0.9],
    ['of the file reach every rule', careful('hello'), 'cheap', 'other', 9 / 13],
    ['multiply', quick('refund'), 'cheap', 'billing', 2.25 / 6.25],
    ['can belong to one model', careful('refund'), 'worse', 'billing', 0.5],
  ])('%s', async (_, messages, model, reply, expected) => {
    const replies = await draws(text, COUNT, { request: { ...request(''), messages }, model })
    expect(Math.abs(share(replies, reply) - expected)).toBeLessThanOrEqual(tolerance(expected, COUNT))
  })
})

describe('drift', () => {
  it.each([
    [0, 0.5],
    [50, 1.5 / 2.5],
    [100, 2 / 3],
    [10_000, 2 / 3],
  ])('at pair %i', async (position, expected) => {
    const text = `
rules: [{ replies: [{ label: good, text: good }, { label: bad, text: bad }] }]
drift: [{ label: good, from: 1, to: 2, over: 100 }]
`
    const replies = await draws(text, COUNT, { context: { position } })
    expect(Math.abs(share(replies, 'good') - expected)).toBeLessThanOrEqual(tolerance(expected, COUNT))
  })

  it('that leaves no weight is an error', async () => {
    const text = `
rules: [{ replies: [{ label: good, text: good }] }]
drift: [{ label: good, to: 0, over: 10 }]
`
    await expect(draws(text, 1, { context: { position: 10 } })).rejects.toMatchObject({ kind: 'bad-request' })
  })
})

describe('errors', () => {
  it.each([
    ['status: 429', { kind: 'rate-limited', status: 429 }],
    ['status: 401', { kind: 'unauthorized', final: true }],
    ['status: 529', { kind: 'overloaded' }],
    ['kind: timeout', { kind: 'timeout' }],
    ['kind: garbage', { kind: 'wire-format' }],
    ['kind: connection', { kind: 'connection' }],
  ])('with %s are those of a real provider', async (what, expected) => {
    const text = `errors: [{ rate: 1, ${what} }]\nrules: [{ replies: [{ text: a }] }]`
    await expect(draws(text, 1)).rejects.toMatchObject(expected)
  })

  it('come at their rates, anew at each attempt, and leave the reply as it was', async () => {
    const plain = 'rules: [{ replies: [{ text: a }, { text: b }] }]'
    const text = `errors: [{ rate: 0.1, status: 500 }, { rate: 0.1, kind: timeout }]\n${plain}`
    const provider = { name: 'sim', kind: 'simulated', description: { file: 's.yaml', text } } as const
    const model = await models([provider]).open('sim/any')
    const expected = (await draws(plain, 1000)).map((reply) => reply.text)
    let attempts = 0
    for (let index = 0; index < 1000; index += 1) {
      const reply = await model.call(request('hello'), context(`draw ${index}`))
      expect(reply.text).toBe(expected[index])
      attempts += reply.attempts
    }
    expect(attempts / 1000).toBeGreaterThan(1.2)
    expect(attempts / 1000).toBeLessThan(1.3)
  })

  it('of an outage bring the provider down at once', async () => {
    const text = 'errors: [{ rate: 1, status: 503 }]\nrules: [{ replies: [{ text: a }] }]'
    const provider = { name: 'sim', kind: 'simulated', description: { file: 's.yaml', text } } as const
    const model = await models([provider]).open('sim/any')
    await rejection(model, 'hello', '1')
    expect(await rejection(model, 'hello', '2')).toMatchObject({ final: true, kind: 'overloaded' })
  })
})
