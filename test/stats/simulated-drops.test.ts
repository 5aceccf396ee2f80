import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'

const suites = fc
  .array(
    fc.record({
      rate: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      weight: fc.integer({ min: 1, max: 20 }),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((cases) => ({ rates: cases.map(({ rate }) => rate), weights: cases.map(({ weight }) => weight) }))

const mean = (rates: readonly number[], weights: readonly number[]) =>
  rates.reduce((sum, rate, index) => sum + rate * weights[index]!, 0) /
  weights.reduce((sum, weight) => sum + weight, 0)

describe('drops of simulated suites', () => {
  it('lower the weighted mean by exactly what was asked for, spread over all cases or over a few', () => {
    fc.assert(
      fc.property(suites, fc.double({ min: 0.01, max: 0.89, noNaN: true }), ({ rates, weights }, share) => {
        const drop = share * mean(rates, weights)
        const order = rates.map((_, index) => index)
        for (const after of [diffuseDrop(rates, drop, weights), brokenCases(rates, drop, order, weights)]) {
          expect(mean(rates, weights) - mean(after, weights)).toBeCloseTo(drop, 9)
          after.forEach((rate, index) => {
            expect(rate).toBeGreaterThanOrEqual(0)
            expect(rate).toBeLessThanOrEqual(rates[index]! + 1e-12)
          })
        }
      }),
      { seed: 1 },
    )
  })

  it('break cases in their order, none by more than 90 %', () => {
    expect(brokenCases([1, 0.5, 0.8], 0.4, [2, 0, 1])).toEqual([
      expect.closeTo(0.52),
      0.5,
      expect.closeTo(0.08),
    ])
  })
})
