import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpend, REFUSED, type Spend } from '../../src/provider/spend.ts'

const signal = new AbortController().signal
const upTo = (usd: number | undefined, tokens = 0) => ({ usd, tokens })

describe('spend', () => {
  it('counts calls, dollars and calls without a price', async () => {
    const spend = createSpend({})
    ;(await spend.reserve(upTo(0.5), signal)).settle(upTo(0.2))
    ;(await spend.reserve(upTo(0.5), signal)).settle(upTo(undefined))
    ;(await spend.reserve(upTo(undefined), signal)).settle(upTo(undefined))
    expect(spend.totals()).toEqual({ calls: 3, usd: 0.7, tokens: 0, unpricedCalls: 1 })
  })

  it('refuses the call that would pass the cap', async () => {
    const spend = createSpend({ calls: 2 })
    await spend.reserve(upTo(undefined), signal)
    await spend.reserve(upTo(undefined), signal)
    await expect(spend.reserve(upTo(undefined), signal)).rejects.toMatchObject({
      kind: 'budget',
      final: true,
    })
    await expect(spend.reserve(upTo(undefined), signal)).rejects.toThrow('the budget of 2 calls is spent')
    expect(spend.totals().calls).toBe(2)
  })

  it('gives back the call of a request that was refused, so that a retry takes nothing from another', async () => {
    const suite = createSpend({ calls: 2 })
    const spend = createSpend({ calls: 2 }, ' of suite a', suite)
    for (let refused = 0; refused < 5; refused += 1) (await spend.reserve(upTo(1), signal)).settle(REFUSED)
    expect([spend.totals(), suite.totals()]).toMatchObject([
      { calls: 0, usd: 0 },
      { calls: 0, usd: 0 },
    ])
    ;(await spend.reserve(upTo(1), signal)).settle(upTo(1))
    ;(await spend.reserve(upTo(1), signal)).settle(upTo(undefined))
    await expect(spend.reserve(upTo(1), signal)).rejects.toThrow('the budget of suite a of 2 calls is spent')
  })

  it('lets no more through when all ask at the same time', async () => {
    for (const within of [createSpend({ calls: 3 }), createSpend({ usd: 3 }), createSpend({ tokens: 3 })]) {
      const suite = createSpend({}, ' of suite a', within)
      const asked = await Promise.allSettled(
        Array.from({ length: 10 }, async () => {
          const reservation = await suite.reserve({ usd: 1, tokens: 1 }, signal)
          reservation.settle({ usd: 1, tokens: 1 })
        }),
      )
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
      expect(within.totals().calls).toBe(3)
      expect(suite.totals().calls).toBe(3)
    }
  })

  it('refuses a request that the rest of the dollars cannot pay', async () => {
    const spend = createSpend({ usd: 1 })
    ;(await spend.reserve(upTo(0.9), signal)).settle(upTo(0.9))
    await expect(spend.reserve(upTo(0.2), signal)).rejects.toThrow('the budget of $1 leaves no room')
    ;(await spend.reserve(upTo(0.1), signal)).settle(upTo(0.1))
  })

  it('refuses a model without a price when dollars are capped', async () => {
    await expect(createSpend({ usd: 1 }).reserve(upTo(undefined), signal)).rejects.toThrow(
      'price of this model is not known',
    )
  })

  it('lets a request wait for those in flight, which mostly cost less than they reserved', async () => {
    const spend = createSpend({ usd: 1 })
    const first = await spend.reserve(upTo(0.8), signal)
    const second = spend.reserve(upTo(0.8), signal)
    first.settle(upTo(0.1))
    ;(await second).settle(upTo(0.1))
    expect(spend.totals()).toEqual({ calls: 2, usd: 0.2, tokens: 0, unpricedCalls: 0 })
  })

  it('refuses who waited in vain', async () => {
    const spend = createSpend({ usd: 1 })
    const first = await spend.reserve(upTo(0.8), signal)
    const second = spend.reserve(upTo(0.8), signal)
    first.settle(upTo(0.8))
    await expect(second).rejects.toMatchObject({ kind: 'budget' })
  })

  it('lets go of who aborts while waiting', async () => {
    const spend = createSpend({ usd: 1 })
    await spend.reserve(upTo(0.8), signal)
    const controller = new AbortController()
    const waiting = spend.reserve(upTo(0.8), controller.signal)
    const reason = new Error('stop')
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  it('keeps a cap on tokens, of which a request reserves the most that it may use', async () => {
    const spend = createSpend({ tokens: 100 })
    ;(await spend.reserve(upTo(undefined, 80), signal)).settle(upTo(undefined, 30))
    ;(await spend.reserve(upTo(undefined, 70), signal)).settle({ usd: undefined, tokens: undefined })
    expect(spend.totals().tokens).toBe(100)
    await expect(spend.reserve(upTo(undefined, 1), signal)).rejects.toThrow(
      'the budget of 100 tokens leaves no room for another request',
    )
  })

  it('of a suite is spent in the push too, and neither passes its own cap', async () => {
    const push = createSpend({ usd: 1 })
    const suites = ['a', 'b'].map((name) => createSpend({ usd: 0.7 }, ` of suite ${name}`, push)) as [
      Spend,
      Spend,
    ]
    ;(await suites[0].reserve(upTo(0.6), signal)).settle(upTo(0.6))
    await expect(suites[0].reserve(upTo(0.2), signal)).rejects.toThrow('the budget of suite a of $0.7 leaves')
    await expect(suites[1].reserve(upTo(0.5), signal)).rejects.toThrow('the budget of $1 leaves')
    ;(await suites[1].reserve(upTo(0.4), signal)).settle(upTo(0.1))
    expect(push.totals()).toMatchObject({ calls: 2, usd: 0.7 })
    expect(suites[1].totals()).toMatchObject({ calls: 1, usd: 0.1 })
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
                const reservation = await spend.reserve(upTo(most / 100), signal)
                await null
                reservation.settle(upTo((most / 100) * share))
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
