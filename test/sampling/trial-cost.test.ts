import { describe, expect, it } from 'vitest'
import { trialCost } from '../../src/sampling/trial-cost.ts'
import type { RenderedRequest } from '../../src/suite/render-request.ts'

const request = (model: string, characters: number, maxOutputTokens = 400): RenderedRequest => ({
  kind: 'prompt',
  model,
  request: {
    messages: [{ role: 'user', content: 'x'.repeat(characters) }],
    tools: [],
    parameters: { maxOutputTokens },
  },
  hash: `sha256:${model}${characters}`,
})

const policy = {
  providers: new Map([
    ['openai', { name: 'openai', kind: 'openai' as const }],
    ['local', { name: 'local', kind: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:11434/v1' }],
  ]),
  prices: [{ models: 'openai/priced', price: { inputPerMillion: 2, outputPerMillion: 8 } }],
}

describe('what a trial costs', () => {
  it('is estimated from the characters of its request and a quarter of the output it may produce', async () => {
    const cost = await trialCost([request('openai/priced', 4000)], policy, undefined)
    expect(cost).toMatchObject({ basis: 'estimated', inputTokens: 1000, outputTokens: 100 })
    expect(cost.usd).toBeCloseTo((1000 * 2 + 100 * 8) / 1e6, 12)
    expect(cost.mostUsd).toBeCloseTo(((4000 / 3) * 2 + 400 * 8) / 1e6, 12)
  })

  it('follows the tokens that were recorded', async () => {
    const usage = { inputTokens: 500, outputTokens: 20 }
    const cost = await trialCost([request('openai/priced', 4000)], policy, usage)
    expect(cost).toMatchObject({ basis: 'recorded', inputTokens: 500, outputTokens: 20 })
    expect(cost.usd).toBeCloseTo((500 * 2 + 20 * 8) / 1e6, 12)
  })

  it('is the mean over both arms’ models, free where they run on this machine', async () => {
    const both = [request('openai/priced', 4000), request('local/llama', 4000)]
    const cost = await trialCost(both, policy, undefined)
    expect(cost.usd).toBeCloseTo((1000 * 2 + 100 * 8) / 2e6, 12)
    expect((await trialCost([request('local/llama', 10)], policy, undefined)).usd).toBe(0)
  })

  it('is unknown as soon as one price is', async () => {
    const some = [request('openai/priced', 10), request('openai/nobody-knows', 10), request('gone/model', 10)]
    const cost = await trialCost(some, policy, undefined)
    expect([cost.usd, cost.mostUsd]).toEqual([undefined, undefined])
  })
})
