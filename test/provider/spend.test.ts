import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpend } from '../../src/provider/spend.ts'

const signal = new AbortController().signal

describe('spend', () => {
  it('counts calls, dollars and calls without a price', async () => {
    const spend = createSpend({})
    ;(await spend.reserve(0.5, signal)).settle(0.2)
    ;(await spend.reserve(0.5, signal)).settle(undefined)
    ;(await spend.reserve(undefined, signal)).settle(undefined)
    expect(spend.totals()).toEqual({ calls: 3, usd: 0.7, unpricedCalls: 1 })
  })

  it('refuses the call that would pass the cap', async () => {
    const spend = createSpend({ calls: 2 })
    await spend.reserve(undefined, signal)
    await spend.reserve(undefined, signal)
    await expect(spend.reserve(undefined, signal)).rejects.toMatchObject({ kind: 'budget', final: true })
    await expect(spend.reserve(undefined, signal)).rejects.toThrow('the budget of 2 calls is spent')
    expect(spend.totals().calls).toBe(2)
  })

  it('refuses a request that the rest of the dollars cannot pay', async () => {
    const spend = createSpend({ usd: 1 })
    ;(await spend.reserve(0.9, signal)).settle(0.9)
    await expect(spend.reserve(0.2, signal)).rejects.toThrow('the budget of $1 leaves no room')
    ;(await spend.reserve(0.1, signal)).settle(0.1)
  })

  it('refuses a model without a price when dollars are capped', async () => {
    await expect(createSpend({ usd: 1 }).reserve(undefined, signal)).rejects.toThrow(
      'price of this model is not known',
    )
  })

  it('lets a request wait for those in flight, which mostly cost less than they reserved', async () => {
    const spend = createSpend({ usd: 1 })
    const first = await spend.reserve(0.8, signal)
    const second = spend.reserve(0.8, signal)
    first.settle(0.1)
    ;(await second).settle(0.1)
    expect(spend.totals()).toEqual({ calls: 2, usd: 0.2, unpricedCalls: 0 })
  })

  it('refuses who waited in vain', async () => {
    const spend = createSpend({ usd: 1 })
    const first = await spend.reserve(0.8, signal)
    const second = spend.reserve(0.8, signal)
    first.settle(0.8)
    await expect(second).rejects.toMatchObject({ kind: 'budget' })
  })

  it('lets go of who aborts while waiting', async () => {
    const spend = createSpend({ usd: 1 })
    await spend.reserve(0.8, signal)
    const controller = new AbortController()
    const waiting = spend.reserve(0.8, controller.signal)
    const reason = new Error('stop')
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  it('never passes a cap when no request costs more than it reserved', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ most: fc.nat(40), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
          maxLength: 30,
        }),
        async (requests) => {
          const spend = createSpend({ usd: 1 })
          await Promise.all(
            requests.map(async ({ most, share }) => {
              try {
                const reservation = await spend.reserve(most / 100, signal)
                await null
                reservation.settle((most / 100) * share)
              } catch {}
            }),
          )
          expect(spend.totals().usd).toBeLessThanOrEqual(1 + 1e-9)
        },
      ),
      { numRuns: 100 },
    )
  })
})
