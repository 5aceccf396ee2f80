import { describe, expect, it } from 'vitest'
import { passFail, shareOf } from '../../bench/stats/simulate.ts'
import { drawAllocated } from '../../bench/stats/simulate-claims.ts'
import { bimodal, ceiling, homogeneous, mean } from '../../bench/stats/suites.ts'
import { allocatedDifference } from '../../src/stats/allocated-difference.ts'
import { allocateByHistory, likelyVariances } from '../../src/stats/allocation.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { createRandom } from '../../src/stats/random.ts'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { fc } from './property.ts'
import { anySample } from './samples.ts'

const BETA = 0.1
const z = -normalQuantile(BETA)
const limit = (level: number, runs: number): number => level + 2 * Math.sqrt((level * (1 - level)) / runs)
const even = (n: number): Float64Array => new Float64Array(n).fill(1)

const passRates = (rates: readonly number[], trials: number | readonly number[] = 40) => ({
  trials: rates.map((_, index) => (typeof trials === 'number' ? trials : trials[index]!)),
  means: rates,
  variances: rates.map((p) => p * (1 - p)),
})

describe('the variance that history lets one expect', () => {
  it('is that of the Beta distribution which one pseudo-trial of the pool makes of passes and fails', () => {
    const rates = [1, 0.9, 0.5, 0.2, 0]
    const pool = mean(rates)
    const expected = rates.map((rate) => {
      const [a, b] = [10 * rate + pool, 10 * (1 - rate) + 1 - pool]
      return (a * b) / ((a + b) * (a + b + 1))
    })
    likelyVariances(passRates(rates, 10), even(5)).forEach((variance, index) => {
      expect(variance).toBeCloseTo(expected[index]!, 12)
    })
  })

  it('is never 0 where anything ever varied or differed, and the average one where a case has too few trials', () => {
    const [always, ten, few] = likelyVariances(passRates([1, 0.9, 0.1], [40, 40, 9]), even(3))
    expect(always).toBeGreaterThan(0)
    expect(few).toBeCloseTo((always! + ten!) / 2, 12)
  })

  it('is 0 without any history', () => {
    expect([...likelyVariances(passRates([Number.NaN, 0.5], [0, 9]), even(2))]).toEqual([0, 0])
  })
})

describe('allocation by history', () => {
  it('gives more to the cases that varied', () => {
    const variances = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0.25, 0.25, 0.02)
    expect([...allocateByHistory(variances, even(10))]).toEqual([1, 1, 1, 1, 1, 1, 1, 4, 4, 2])
  })

  it('gives every case at least one, four at most, whatever history says', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 60 }),
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.double({ min: 0, max: 9, noNaN: true }),
          ),
          { maxLength: 30 },
        ),
        (cases) => {
          const weights = Float64Array.from(cases, ([, , weight]) => weight)
          const past = passRates(
            cases.map(([, rate]) => rate),
            cases.map(([trials]) => trials),
          )
          const variances = likelyVariances(past, weights)
          expect(variances.every((variance) => variance >= 0 && variance <= 0.25 + 1e-12)).toBe(true)
          const rates = allocateByHistory(variances, weights)
          expect(rates).toHaveLength(cases.length)
          expect(rates.every((rate) => rate === 1 || rate === 2 || rate === 4)).toBe(true)
        },
      ),
    )
  })

  it('is even without history, with too little, and where all cases are alike', () => {
    const rates = (trials: number, own: readonly number[]) => [
      ...allocateByHistory(likelyVariances(passRates(own, trials), even(own.length)), even(own.length)),
    ]
    expect(rates(0, [Number.NaN, Number.NaN, Number.NaN])).toEqual([1, 1, 1])
    expect(rates(9, [0, 0.5, 0])).toEqual([1, 1, 1])
    expect(rates(50, [0.8, 0.8, 0.8])).toEqual([1, 1, 1])
    expect(rates(50, [0, 0, 0])).toEqual([1, 1, 1])
  })

  it('counts a case without history as an average one', () => {
    const past = passRates([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, Number.NaN], [...new Array<number>(9).fill(40), 3])
    const rates = allocateByHistory(likelyVariances(past, even(10)), even(10))
    expect(rates[9]).toBeGreaterThan(rates[5]!)
    expect(rates[9]).toBeLessThanOrEqual(rates[0]!)
  })

  it('saves a quarter of the pairs of a bimodal suite with ten past trials a case, and never costs a tenth', () => {
    const random = createRandom('saving')
    const cost = (rates: readonly number[]) => {
      const variances = rates.map((rate) => rate * (1 - rate))
      const own = Array.from({ length: 40 }, () => {
        const seen = rates.map((rate) => mean(Array.from({ length: 10 }, () => passFail(rate, random))))
        const weights = even(rates.length)
        const held = allocateByHistory(likelyVariances(passRates(seen, 10), weights), weights)
        return (
          (mean([...held]) * mean(variances.map((variance, index) => variance / held[index]!))) /
          mean(variances)
        )
      })
      return mean(own)
    }
    expect(cost(bimodal(115))).toBeLessThan(0.75)
    expect(cost(ceiling(200))).toBeLessThan(0.75)
    expect(cost(homogeneous(60))).toBeLessThan(1.1)
  })
})

describe('the difference of pairs that were drawn unevenly', () => {
  it('with one rate is Tango’s, interval and exclusions', () => {
    fc.assert(
      fc.property(anySample, fc.double({ min: 0.02, max: 0.9, noNaN: true }), (sample, margin) => {
        const passes = {
          ...sample,
          weights: sample.weights.map(() => 1),
          differences: sample.differences.map((value) => Math.round(value)),
        }
        const counts = new Uint32Array(passes.weights.length)
        for (const [pair, index] of passes.cases.entries())
          if (!Number.isNaN(passes.differences[pair]!)) counts[index]! += 1
        // Every case has as many pairs as any other, as rounds of all cases give.
        fc.pre(counts.every((count) => count === counts[0]))
        const expected = meanDifference(passes, z)
        const own = allocatedDifference({ ...passes, perRound: passes.weights.map(() => 1) }, z)
        expect(own.estimate).toBeCloseTo(expected.estimate, 10)
        expect(own.pairs).toBe(expected.pairs)
        expect(own.low).toBeCloseTo(expected.low, 6)
        expect(own.high).toBeCloseTo(expected.high, 6)
        expect(own.excludesDrop(margin, z, BETA)).toBe(expected.excludesDrop(margin, z, BETA))
      }),
      { numRuns: 200 },
    )
  })

  it('weighs by the suite’s weights, not by how often a case was drawn', () => {
    const sample = {
      differences: Float64Array.of(-1, 0, 0, 0, 0),
      cases: Uint32Array.of(0, 1, 1, 1, 1),
      weights: Float64Array.of(1, 1),
      perRound: [1, 4],
    }
    expect(allocatedDifference(sample, z).estimate).toBeCloseTo(-0.5, 12)
  })

  it('is told from even rounds while a first round is under way, in which no case has come twice', () => {
    const sample = {
      differences: Float64Array.of(-1, -1, 0, 0),
      cases: Uint32Array.of(0, 1, 2, 3),
      weights: even(12),
      // Of two rates: of the ten cases that are drawn seldom two have come, of the two that are drawn often both.
      perRound: [4, 4, ...new Array<number>(10).fill(1)],
    }
    const difference = meanDifference(sample, z)
    expect(difference.method).toBe('allocated')
    expect(difference.estimate).toBeCloseTo(-2 / 12, 12)
  })

  it('is within [−1, 1] with an interval of some width for any sample', () => {
    fc.assert(
      fc.property(
        anySample,
        fc.array(fc.constantFrom(1, 2, 4), { minLength: 8, maxLength: 8 }),
        (sample, perRound) => {
          const { estimate, low, high } = allocatedDifference({ ...sample, perRound }, z)
          expect(low).toBeLessThan(high)
          expect(low).toBeLessThanOrEqual(estimate + 1e-12)
          expect(high).toBeGreaterThanOrEqual(estimate - 1e-12)
        },
      ),
    )
  })

  it('passes nothing on so few pairs that their agreement proves nothing', () => {
    const agree = (pairs: number) =>
      allocatedDifference(
        {
          differences: new Float64Array(pairs),
          cases: new Uint32Array(pairs),
          weights: even(1),
          perRound: [1],
        },
        z,
      ).excludesDrop(0.1, z, BETA)
    expect([agree(0), agree(15), agree(21), agree(22)]).toEqual([false, false, false, true])
  })

  it.each(
    (['true', 'shuffled', 'drifted'] as const).flatMap((kind) =>
      (
        [
          ['diffuse', diffuseDrop(bimodal(60), 0.08)],
          [
            'cases broken that history calls safe',
            brokenCases(bimodal(60), 0.08, [...bimodal(60).keys()].reverse()),
          ],
        ] as const
      ).map(([name, head]) => [kind, name, head] as const),
    ),
  )('at the margin passes in at most a tenth of runs: history %s, %s', (kind, name, head) => {
    const random = createRandom(`${kind} ${name}`)
    const { share } = shareOf(300, () =>
      allocatedDifference(
        drawAllocated(bimodal(60), head, 140, { kind, trials: 10 }, random),
        z,
      ).excludesDrop(0.08, z, BETA),
    )
    expect(share).toBeLessThanOrEqual(limit(BETA, 300))
  })

  it('needs a fifth fewer pairs than even rounds for the same power', () => {
    const random = createRandom('power')
    const base = bimodal(115)
    const passes = (trials: number, pairs: number) =>
      shareOf(300, () =>
        allocatedDifference(
          drawAllocated(base, base, pairs, { kind: 'true', trials }, random),
          z,
        ).excludesDrop(0.05, z, BETA),
      ).share
    // Nine trials are no history: rounds are even.
    expect(passes(10, 276)).toBeGreaterThan(passes(9, 345) - 0.03)
    expect(passes(10, 276)).toBeGreaterThan(passes(9, 276))
  })
})
