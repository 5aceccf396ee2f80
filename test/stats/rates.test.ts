import { describe, expect, it } from 'vitest'
import { boundedMeanP } from '../../src/stats/bounded-mean.ts'
import { clopperPearson } from '../../src/stats/clopper-pearson.ts'
import { meanScore } from '../../src/stats/mean-score.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { caseMoments } from '../../src/stats/paired-sample.ts'
import { passPowerK } from '../../src/stats/pass-power-k.ts'
import { createRandom } from '../../src/stats/random.ts'
import { wilson } from '../../src/stats/wilson.ts'
import { hybridInterval } from './hybrid-interval.ts'
import { expectClose, readOracle } from './oracle.ts'
import { fc } from './property.ts'
import { sampleOf } from './samples.ts'

type Rows = readonly (readonly [number, number, number, number, number, number])[]
const r = readOracle<{ clopperPearson: Rows; wilson: Rows }>('r')
const tests = readOracle<{
  newcombe: Rows
  newcombeLevels: readonly (readonly [number, number, number, number, number, number, number])[]
  chernoff: { counts: number[]; weights: number[]; mean: number; limit: number; p: number }[]
}>('tests')
const z95 = normalQuantile(0.975)

function scoreOf(byCase: readonly (readonly number[])[], weights?: readonly number[]) {
  const { differences, cases, weights: all } = sampleOf(byCase, weights)
  return meanScore(differences, cases, all)
}

describe('intervals of a rate', () => {
  it('agree with R', () => {
    for (const row of r.clopperPearson) {
      const { low, high } = clopperPearson(row[0], row[1], row[2])
      expectClose(low, row[3], 1e-10, row)
      expectClose(high, row[4], 1e-10, row)
    }
    for (const row of r.wilson) {
      const { low, high } = wilson(row[0], row[1], row[2])
      expect(low).toBeCloseTo(row[3], 12)
      expect(high).toBeCloseTo(row[4], 12)
    }
  })

  it('agree with published examples', () => {
    const rounded = ({ low, high }: { low: number; high: number }): string =>
      `${low.toFixed(4)} ${high.toFixed(4)}`
    expect(rounded(wilson(81, 263, z95))).toBe('0.2553 0.3662')
    expect(rounded(wilson(1, 29, z95))).toBe('0.0061 0.1718')
    expect(rounded(clopperPearson(15, 148, 0.025))).toBe('0.0578 0.1617')
  })

  it('of two rates make Newcombe’s interval of their difference, as statsmodels has it, at several levels', () => {
    const rows = tests.newcombe.map((row) => [...row.slice(0, 4), 0.025, ...row.slice(4)])
    for (const row of [...rows, ...tests.newcombeLevels]) {
      const [base, baseTrials, head, headTrials, alpha, low, high] = row as readonly number[] as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
      const interval = hybridInterval(
        { passes: base, trials: baseTrials },
        { passes: head, trials: headTrials },
        -normalQuantile(alpha),
      )
      // The oracle cuts off at ±1.
      expect(Math.max(-1, interval.low)).toBeCloseTo(low, 12)
      expect(Math.min(1, interval.high)).toBeCloseTo(high, 12)
    }
  })

  it('are never of zero width and always hold the rate', () => {
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.nat(400),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        (passes, failures, z) => {
          const trials = passes + failures
          const intervals = [wilson(passes, trials, z), clopperPearson(passes, trials, 0.05)]
          for (const { low, high } of intervals) {
            expect(low).toBeLessThan(high)
            expect(low).toBeGreaterThanOrEqual(0)
            expect(high).toBeLessThanOrEqual(1)
            if (trials > 0) expect(passes / trials).toBeGreaterThanOrEqual(low - 1e-12)
            if (trials > 0) expect(passes / trials).toBeLessThanOrEqual(high + 1e-12)
          }
        },
      ),
    )
  })

  it('are all of the range without trials', () => {
    expect(wilson(0, 0, z95)).toEqual({ low: 0, high: 1 })
    expect(clopperPearson(0, 0, 0.05)).toEqual({ low: 0, high: 1 })
  })
})

describe('the mean score of an arm', () => {
  it('is exact for pass/fail with equally many trials per case', () => {
    const score = scoreOf([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ])
    expect(score.method).toBe('exact')
    expect(score.mean).toBeCloseTo(7 / 9, 14)
    // P(Bin(9, .95) ≤ 7) and P(Bin(9, .4) ≥ 7) by hand.
    const lower = 1 - 0.95 ** 9 - 9 * 0.05 * 0.95 ** 8
    const upper = 36 * 0.4 ** 7 * 0.6 ** 2 + 9 * 0.4 ** 8 * 0.6 + 0.4 ** 9
    expect(score.pBelow(0.95)).toBeCloseTo(lower, 13)
    expect(score.pAbove(0.4)).toBeCloseTo(upper, 13)
    expect(score.bounds(0.05)).toEqual(clopperPearson(7, 9, 0.05))
  })

  it('uses Chernoff’s bound exp(−N·kl) for graded scores', () => {
    const score = scoreOf([
      [0.5, 1],
      [0.75, 0.75],
    ])
    const divergence = 0.75 * Math.log(0.75 / 0.9) + 0.25 * Math.log(0.25 / 0.1)
    expect(score.method).toBe('chernoff')
    expect(score.pBelow(0.9)).toBeCloseTo(Math.exp(-4 * divergence), 12)
    expect(score.pBelow(0.7)).toBe(1)
  })

  it('maximises over what the cases may be when weights differ, as a numerical search does', () => {
    for (const { counts, weights, mean, limit, p } of tests.chernoff) {
      const sample = sampleOf(
        counts.map((count) => new Array<number>(count).fill(mean)),
        weights,
      )
      const moments = caseMoments(sample.differences, sample.cases, sample.weights)
      expectClose(boundedMeanP(moments, limit), p, 1e-5, { counts, weights })
    }
  })

  it('joins the weighted and the pooled bound without a step', () => {
    const byCase = Array.from({ length: 10 }, (_, index) => (index < 7 ? [1, 1] : [0.5, 0.9]))
    const pooled = scoreOf(byCase).pBelow(0.97)
    const nearly = scoreOf(
      byCase,
      byCase.map((_, index) => (index === 0 ? 1.0001 : 1)),
    ).pBelow(0.97)
    expect(nearly / pooled).toBeGreaterThan(0.999)
    expect(nearly / pooled).toBeLessThan(1.001)
  })

  it('keeps its guarantee where trials and rates differ between cases', () => {
    const random = createRandom('guarantee')
    const rates = [0.99, 0.6, 0.9, 0.75]
    const counts = [2, 9, 5, 4]
    const mean = rates.reduce((sum, rate) => sum + rate / 4, 0)
    let alarms = 0
    for (let run = 0; run < 400; run += 1) {
      const byCase = rates.map((rate, index) =>
        Array.from({ length: counts[index]! }, () => (random.uniform() < rate ? 1 : 0)),
      )
      if (scoreOf(byCase).pBelow(mean) <= 0.1) alarms += 1
    }
    expect(alarms).toBeLessThanOrEqual(40)
  })

  it('is in range, without NaN, and has bounds that agree with its p-values, for any scores', () => {
    const scores = fc.array(
      fc.array(fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 4 }),
      {
        maxLength: 4,
      },
    )
    fc.assert(
      fc.property(scores, fc.constantFrom(1, 2, 50), (byCase, weight) => {
        const score = scoreOf(
          byCase,
          byCase.map((_, index) => (index === 0 ? weight : 1)),
        )
        const { low, high } = score.bounds(0.05)
        expect(low).toBeLessThan(high)
        for (const value of [
          score.mean,
          low,
          high,
          score.pBelow(0.9),
          score.pAbove(0.9),
          score.pBelow(1),
          score.pAbove(0),
        ]) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
        }
        if (high < 0.999) expect(score.pBelow(high + 0.001)).toBeLessThanOrEqual(0.0501)
        if (low > 0.001) expect(score.pAbove(low - 0.001)).toBeLessThanOrEqual(0.0501)
        expect(score.display(1.6).low).toBeLessThan(score.display(1.6).high)
      }),
      { numRuns: 60 },
    )
  })

  it('knows nothing without trials', () => {
    const score = scoreOf([])
    expect([score.mean, score.pBelow(0.9), score.pAbove(0.1), score.bounds(0.05)]).toEqual([
      0,
      1,
      1,
      { low: 0, high: 1 },
    ])
  })
})

describe('pass^k', () => {
  it('is unbiased: 6 passes in 8 trials give .2142857 for four in a row, not .3164', () => {
    expect(passPowerK(6, 8, 4)).toBeCloseTo(0.2142857, 7)
  })

  it('is undefined with fewer trials than k, 0 with fewer passes, and the rate for k = 1', () => {
    expect([passPowerK(2, 3, 4), passPowerK(2, 5, 3), passPowerK(2, 5, 1)]).toEqual([undefined, 0, 0.4])
  })
})
