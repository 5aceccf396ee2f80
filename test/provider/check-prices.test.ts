import { describe, expect, it } from 'vitest'
import { checkPrices } from '../../src/provider/check-prices.ts'
import type { ProviderConfig } from '../../src/provider/provider-config.ts'

const providers = new Map<string, ProviderConfig>(
  [
    { name: 'openai', kind: 'openai' as const },
    { name: 'gateway', kind: 'openai-compatible' as const, baseUrl: 'https://models.example.com/v1' },
    { name: 'local', kind: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:11434/v1' },
    { name: 'sim', kind: 'simulated' as const },
  ].map((one) => [one.name, one]),
)
const policy = { file: 'noisefloor.yaml', providers, prices: [], budget: { usd: 5 } }

describe('prices under a cap in dollars', () => {
  it('tells every model without one, once, with the form of a price', async () => {
    const found = await checkPrices(['gateway/a', 'openai/gpt-4o-mini', 'gateway/a', 'gateway/b'], policy)
    expect(found.map(({ message }) => message)).toEqual([
      'the price of gateway/a is not known, so that the cap in dollars cannot be kept',
      'the price of gateway/b is not known, so that the cap in dollars cannot be kept',
    ])
    expect(found[0]).toMatchObject({ file: 'noisefloor.yaml' })
    expect(found[0]!.hint).toContain('`prices: { "gateway/a": { input: …, output: … } }`')
  })

  it('wants none without a cap, of free models, and of providers that are not there', async () => {
    expect(await checkPrices(['gateway/a'], { ...policy, budget: {} })).toEqual([])
    expect(await checkPrices(['local/a', 'sim/a', 'other/a', 'nothing'], policy)).toEqual([])
    const prices = [{ models: 'gateway/*', price: 'free' as const }]
    expect(await checkPrices(['gateway/a'], { ...policy, prices })).toEqual([])
  })

  it('wants one also for the cap of a suite', async () => {
    const found = await checkPrices(['gateway/a'], { ...policy, budget: { suiteUsd: 1 } })
    expect(found[0]!.hint).toContain('`suite-usd`')
  })
})
