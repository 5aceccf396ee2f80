import { describe, expect, it } from 'vitest'
import { estimateCost, listPrice, mostTokens, replyCost } from '../../src/provider/prices.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'
import { request } from './call.ts'

const openai: ProviderConfig = { name: 'openai', kind: 'openai' }
const local: ProviderConfig = { name: 'local', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' }
const gateway: ProviderConfig = {
  name: 'gw',
  kind: 'openai-compatible',
  baseUrl: 'https://gw.example.com/v1',
}
const router: ProviderConfig = {
  name: 'router',
  kind: 'openai-compatible',
  baseUrl: 'https://openrouter.ai/api/v1',
}
const sim: ProviderConfig = { name: 'sim', kind: 'simulated' }
const free = { inputPerMillion: 0, outputPerMillion: 0 }
const dear = { inputPerMillion: 3, outputPerMillion: 15 }

describe('a list price', () => {
  it('of a well-known model comes from the published list', async () => {
    const price = await listPrice(openai, 'gpt-5-mini', [])
    expect(price?.inputPerMillion).toBeGreaterThan(0)
    expect(price?.outputPerMillion).toBeGreaterThan(price!.inputPerMillion)
    expect(price?.cacheReadPerMillion).toBeLessThan(price!.inputPerMillion)
  })

  it('of a model that nobody lists is unknown, not free', async () => {
    expect(await listPrice(openai, 'my-fine-tune-of-nothing', [])).toBeUndefined()
  })

  it('of a compatible server is known by its address, never by the name of the model alone', async () => {
    expect(await listPrice(router, 'openai/gpt-5-mini', [])).toBeDefined()
    expect(await listPrice(gateway, 'gpt-5-mini', [])).toBeUndefined()
  })

  it('of loopback and simulated models is zero', async () => {
    expect(await listPrice(local, 'llama', [])).toEqual(free)
    expect(await listPrice(sim, 'any', [])).toEqual(free)
    expect(await listPrice(sim, 'any', [], dear)).toEqual(dear)
  })

  it('is the first override that matches', async () => {
    const overrides = [
      { models: 'gw/big*', price: dear },
      { models: 'gw/*', price: 'free' as const },
    ]
    expect(await listPrice(gateway, 'big-1', overrides)).toEqual(dear)
    expect(await listPrice(gateway, 'org/small', overrides)).toEqual(free)
    expect(await listPrice(sim, 'any', [{ models: 'sim/*', price: dear }])).toEqual(dear)
  })
})

describe('a cost', () => {
  it('is tokens times price', () => {
    expect(replyCost(dear, { inputTokens: 1_000_000, outputTokens: 100_000 })).toBeCloseTo(4.5)
  })

  it('is unknown without a price or tokens, and zero when all is free', () => {
    expect(replyCost(undefined, { inputTokens: 1, outputTokens: 1 })).toBeUndefined()
    expect(replyCost(dear, { inputTokens: 1 })).toBeUndefined()
    expect(replyCost(free, {})).toBe(0)
  })

  it('is estimated from a third of the characters and the whole limit on output', () => {
    const estimate = estimateCost(
      dear,
      mostTokens(request('x'.repeat(300), { parameters: { maxOutputTokens: 200 } })),
    )
    expect(estimate).toBeCloseTo((100 * 3 + 200 * 15) / 1e6)
    expect(estimateCost(undefined, mostTokens(request('x')))).toBeUndefined()
  })
})
