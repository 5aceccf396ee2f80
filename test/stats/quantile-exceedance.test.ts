import { describe, expect, it } from 'vitest'
import { shareOf } from '../../bench/stats/simulate.ts'
import { drawLatencies, gaussian, heavy } from '../../bench/stats/simulate-claims.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import {
  exceedanceCut,
  exceedanceDifferences,
  type QuantilePairs,
  quantileRatio,
} from '../../src/stats/quantile-exceedance.ts'
import { createRandom } from '../../src/stats/random.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { fc } from './property.ts'

const BETA = 0.1
const z = -normalQuantile(BETA)

function pairsOf(values: readonly (readonly [number, number])[], cases = 1): QuantilePairs {
  return {
    base: Float64Array.from(values, ([base]) => base),
    head: Float64Array.from(values, ([, head]) => head),
    cases: Uint32Array.from(values, (_, pair) => pair % cases),
    weights: new Float64Array(cases).fill(1),
  }
}

const measured = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.double({ min: 1e-3, max: 1e6, noNaN: true }) },
)
const someValues = fc.array(fc.tuple(measured, measured), { maxLength: 40 })

describe('the ratio of a quantile', () => {
  it('is that of the two arms’ quantiles', () => {
    const values = Array.from({ length: 100 }, (_, index): [number, number] => [index + 1, 2 * (100 - index)])
    expect(quantileRatio(pairsOf(values), 0.95).estimate).toBeCloseTo(2, 12)
    expect(quantileRatio(pairsOf(values), 0.5).estimate).toBeCloseTo(2, 12)
  })

  it('weighs cases, not pairs', () => {
    // Nine pairs of a fast case and one of a slow one that has nine tenths of the weight.
    const pairs: QuantilePairs = {
      base: Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 10),
      head: Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 30),
      cases: Uint32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      weights: Float64Array.of(1, 9),
    }
    expect(quantileRatio(pairs, 0.5).estimate).toBe(3)
  })

  it('is finite and within its interval for any values, zeros and unknown ones included', () => {
    fc.assert(
      fc.property(someValues, fc.constantFrom(0.5, 0.9, 0.95), (values, quantile) => {
        const ratio = quantileRatio(pairsOf(values, 3), quantile)
        const { low, high } = ratio.interval(1.645)
        expect(Number.isFinite(ratio.estimate) && ratio.estimate > 0).toBe(true)
        expect(low).toBeLessThanOrEqual(ratio.estimate)
        expect(high).toBeGreaterThanOrEqual(ratio.estimate)
      }),
      { numRuns: 60 },
    )
  })

  it('is left open where too few values lie beyond the quantile', () => {
    const few = quantileRatio(
      pairsOf([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
      0.95,
    )
    expect(few.interval(1.645)).toEqual({ low: 0, high: Number.POSITIVE_INFINITY })
    expect(few.excludes(5, z, BETA)).toBe(false)
    expect(quantileRatio(pairsOf([]), 0.95)).toMatchObject({ estimate: 1, pairs: 0 })
    expect(quantileRatio(pairsOf([]), 0.95).interval(2)).toEqual({ low: 0, high: Number.POSITIVE_INFINITY })
  })

  it('does not exclude anything by one lopsided pair or two, as the score alone would', () => {
    const values = Array.from({ length: 40 }, (_, index): [number, number] => [index < 3 ? 50 : 1, 1])
    expect(quantileRatio(pairsOf(values), 0.95).excludes(1.5, z, BETA)).toBe(false)
    const four = Array.from({ length: 40 }, (_, index): [number, number] => [index < 4 ? 50 + index : 1, 1])
    expect(quantileRatio(pairsOf(four), 0.95).excludes(1.5, z, BETA)).toBe(true)
  })

  it('is turned round with the arms', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })), {
          minLength: 5,
          maxLength: 40,
        }),
        (values) => {
          const there = quantileRatio(pairsOf(values), 0.9)
          const back = quantileRatio(pairsOf(values.map(([base, head]) => [head, base])), 0.9)
          expect(there.estimate * back.estimate).toBeCloseTo(1, 10)
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each([
    ['lognormal .5', 0.5, 1, gaussian],
    ['lognormal 1, cases that differ tenfold', 1, 10, gaussian],
    ['heavy tails', 0.5, 10, heavy],
  ] as const)(
    'of the limit is excluded in at most a tenth of runs, a much smaller one in most: %s',
    (name, sigma, spread, noise) => {
      const random = createRandom(name)
      const excluded = (ratio: number, limit: number, runs: number) =>
        shareOf(runs, () =>
          quantileRatio(
            drawLatencies({ cases: 40, pairs: 4, sigma, spread, ratio }, noise, random),
            0.95,
          ).excludes(limit, z, BETA),
        ).share
      expect(excluded(1.5, 1.5, 500)).toBeLessThanOrEqual(BETA + 2 * Math.sqrt((BETA * 0.9) / 500))
      expect(excluded(1, 3, 100)).toBeGreaterThan(0.85)
    },
  )

  it('covers the true ratio in nine runs of ten at 1 − 2 × .05', () => {
    const random = createRandom('coverage')
    const { share } = shareOf(150, () => {
      const pairs = drawLatencies(
        { cases: 30, pairs: 4, sigma: 0.5, spread: 4, ratio: 1.2 },
        gaussian,
        random,
      )
      const { low, high } = quantileRatio(pairs, 0.9).interval(1.645)
      return low <= 1.2 && 1.2 <= high
    })
    expect(share).toBeGreaterThan(0.87)
  })
})

describe('exceedances of the common quantile', () => {
  it('are cut at a value that does not change when pairs are turned round', () => {
    fc.assert(
      fc.property(
        someValues,
        fc.constantFrom(1, 1.25, 3),
        fc.infiniteStream(fc.boolean()),
        (values, limit, turns) => {
          const whole = values.filter(([base, head]) => base >= 0 && head >= 0)
          const turned = whole.map(([base, head]): [number, number] =>
            turns.next().value === true ? [head / limit, base * limit] : [base, head],
          )
          const cut = exceedanceCut(pairsOf(whole), { quantile: 0.9, limit })
          const other = exceedanceCut(pairsOf(turned), { quantile: 0.9, limit })
          if (whole.length === 0) expect(cut).toBeNaN()
          else expect(Math.abs(other - cut)).toBeLessThanOrEqual(1e-9 * cut)
        },
      ),
    )
  })

  it('are negative where only head exceeds, NaN where a value is unknown', () => {
    const pairs = pairsOf([
      [1, 9],
      [9, 1],
      [9, 9],
      [Number.NaN, 9],
      [1, Number.NaN],
    ])
    expect([...exceedanceDifferences(pairs, 1, 5)]).toEqual([-1, 1, 0, Number.NaN, Number.NaN])
    // Six is what base may grow to.
    expect(exceedanceDifferences(pairsOf([[3, 6]]), 2, 5)[0]).toBe(0)
  })

  it('let the sign-flip test find a slower tail that the middle does not show', () => {
    const random = createRandom('tail')
    const pairs = drawLatencies({ cases: 50, pairs: 6, sigma: 0.3, spread: 1, ratio: 1 }, gaussian, random)
    const slow = { ...pairs, head: pairs.head.map((value, pair) => (pair % 8 === 0 ? 4 * value : value)) }
    const p = (of: QuantilePairs) => {
      const claim = { quantile: 0.95, limit: 1.25 }
      const differences = exceedanceDifferences(of, claim.limit, exceedanceCut(of, claim))
      return signFlipTest(differences, { seed: 's', flips: 499 }).p
    }
    expect(p(slow)).toBeLessThan(0.01)
    expect(p(pairs)).toBeGreaterThan(0.05)
  })
})
