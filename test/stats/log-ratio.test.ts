import { describe, expect, it } from 'vitest'
import { logRatio, ratioDifference } from '../../src/stats/log-ratio.ts'
import { createRandom } from '../../src/stats/random.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { fc } from './property.ts'

function pairs(
  base: readonly number[],
  head: readonly number[],
  cases?: readonly number[],
  weights?: readonly number[],
) {
  return {
    base: Float64Array.from(base),
    head: Float64Array.from(head),
    cases: Uint32Array.from(cases ?? base.map(() => 0)),
    weights: Float64Array.from(weights ?? base.map(() => 1)),
  }
}

describe('the ratio of a quantity', () => {
  it('is the weighted geometric mean of the pairs’ ratios', () => {
    expect(logRatio(pairs([1, 2], [2, 16])).estimate).toBeCloseTo(4, 12)
    expect(logRatio(pairs([1, 1, 1, 1], [2, 2, 2, 8], [0, 0, 0, 1], [1, 1])).estimate).toBeCloseTo(4, 12)
    expect(logRatio(pairs([1, 1], [2, 8], [0, 1], [3, 1])).estimate).toBeCloseTo(2 ** 1.5, 12)
  })

  it('proves a ratio above or below a limit when the data do, and neither at the limit', () => {
    const random = createRandom('ratio')
    const base = Array.from({ length: 60 }, () => 100 * Math.exp(random.uniform()))
    const head = base.map((value) => 1.5 * value * Math.exp(0.2 * (random.uniform() - 0.5)))
    const ratio = logRatio(
      pairs(
        base,
        head,
        base.map((_, index) => index % 12),
      ),
    )
    expect(ratio.pAbove(1.25)).toBeLessThan(0.001)
    expect(ratio.pBelow(1.75)).toBeLessThan(0.001)
    expect(ratio.pAbove(ratio.estimate)).toBeCloseTo(0.5, 12)
    const { low, high } = ratio.interval(0.05)
    expect(ratio.pAbove(low)).toBeCloseTo(0.05, 9)
    expect(ratio.pBelow(high)).toBeCloseTo(0.05, 9)
  })

  it('does not certify a ratio from a few identical pairs', () => {
    const { low, high } = logRatio(pairs([7, 7, 7], [7, 7, 7])).interval(0.05)
    expect(low).toBeLessThan(0.75)
    expect(high).toBeGreaterThan(1.25)
    const many = new Array<number>(200).fill(7)
    expect(logRatio(pairs(many, many)).pBelow(1.25)).toBeLessThan(0.001)
  })

  it('reads zero against zero as 1, and zero against a value as half the smallest value', () => {
    expect(logRatio(pairs([0, 0], [0, 0])).estimate).toBe(1)
    expect(logRatio(pairs([0, 2], [4, 2])).estimate).toBeCloseTo(2, 12)
    expect(logRatio(pairs([4, 2], [0, 2])).estimate).toBeCloseTo(0.5, 12)
  })

  it('leaves out pairs with an unknown side and knows nothing without pairs', () => {
    expect(logRatio(pairs([1, Number.NaN, 1], [2, 3, Number.NaN])).pairs).toBe(1)
    const nothing = logRatio(pairs([], []))
    expect([nothing.estimate, nothing.pAbove(1), nothing.pBelow(1), nothing.interval(0.05)]).toEqual([
      1,
      1,
      1,
      { low: 0, high: Number.POSITIVE_INFINITY },
    ])
  })

  it('turns over when the arms change places, and has no NaN, for any quantities', () => {
    const quantity = fc.oneof(
      fc.constant(0),
      fc.constant(Number.NaN),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(quantity, quantity, fc.nat(3)), { minLength: 1 }), (rows) => {
        const there = pairs(
          rows.map(([base]) => base),
          rows.map(([, head]) => head),
          rows.map(([, , index]) => index),
          [1, 2, 1, 5],
        )
        const back = { ...there, base: there.head, head: there.base }
        const ratio = logRatio(there)
        expect(Math.log(logRatio(back).estimate)).toBeCloseTo(-Math.log(ratio.estimate), 8)
        const { low, high } = ratio.interval(0.05)
        expect(low).toBeLessThan(high)
        for (const p of [ratio.pAbove(1.25), ratio.pBelow(1.25)]) {
          expect(p).toBeGreaterThanOrEqual(0)
          expect(p).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('gives differences with which the sign-flip test finds a ratio above the limit only', () => {
    const random = createRandom('flip ratio')
    const base = Array.from({ length: 40 }, () => 50 + 10 * random.uniform())
    const head = base.map((value) => 1.4 * value * Math.exp(0.3 * (random.uniform() - 0.5)))
    const p = (limit: number): number => {
      const differences = Float64Array.from(head, (value, pair) => ratioDifference(base[pair]!, value, limit))
      return signFlipTest(differences, { seed: 'ratio', flips: 999 }).p
    }
    expect(p(1.25)).toBeLessThan(0.01)
    expect(p(1.6)).toBeGreaterThan(0.9)
  })
})
