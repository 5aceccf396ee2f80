import { describe, expect, it } from 'vitest'
import { clopperPearson } from '../../src/stats/clopper-pearson.ts'
import { detectableEffect } from '../../src/stats/detectable-effect.ts'
import { fisherWorse } from '../../src/stats/fisher.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { meanScore } from '../../src/stats/mean-score.ts'
import { noDiscordanceProbability } from '../../src/stats/no-discordance.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import type { PairedSample } from '../../src/stats/paired-sample.ts'
import { passPowerK } from '../../src/stats/pass-power-k.ts'
import { populationInterval } from '../../src/stats/population-interval.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { wilson } from '../../src/stats/wilson.ts'
import { fc } from './property.ts'
import { anySample, sampleOf } from './samples.ts'

const z95 = normalQuantile(0.95)
const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value)
const margin = fc.oneof(
  fc.constantFrom(1e-9, 1e-4, 0.5, 0.999999, 1 - 2 ** -53, 1),
  fc.double({ min: 1e-6, max: 1, noNaN: true }),
)

/** Shapes that random samples do not come upon. */
const extremes: readonly (readonly [string, PairedSample])[] = [
  ['nothing', sampleOf([])],
  ['cases without pairs', sampleOf([[], [], []])],
  ['absent pairs alone', sampleOf([[Number.NaN], [Number.NaN, Number.NaN]])],
  ['no case of any weight', sampleOf([[1], [-1]], [0, 0])],
  ['one pair that ties', sampleOf([[0]])],
  ['one pair that was lost', sampleOf([[-1]])],
  ['one pair that was won', sampleOf([[1]])],
  ['one case', sampleOf([[-1, 0, 1, 0.25, 0]])],
  ['everything lost', sampleOf(repeat(-1, 50).map((loss) => [loss]))],
  ['everything won', sampleOf(repeat(1, 50).map((win) => [win]))],
  ['all ties', sampleOf(repeat(0, 50).map((tie) => [tie]))],
  ['thousands of ties', sampleOf([repeat(0, 5000), repeat(0, 5000)])],
  ['thousands of ties and one loss', sampleOf([[...repeat(0, 4999), -1], repeat(0, 5000)])],
  ['one difference, thousands of times', sampleOf([repeat(-0.2, 3000), repeat(-0.2, 3000)])],
  [
    'weights of 20 to 1',
    sampleOf([[-1, 0], ...repeat(0, 20).map((tie) => [tie, tie])], [20, ...repeat(1, 20)]),
  ],
  ['weights of a million to 1', sampleOf([[0, 0, 1], [-1], [0]], [1e6, 1, 1e-3])],
  ['specks', sampleOf(repeat(1e-300, 30).map((speck, index) => [index % 2 === 0 ? speck : -speck]))],
  ['one case with thousands of pairs and others with one', sampleOf([repeat(0, 4000), [-1], [1], [0]])],
]

describe.each(extremes)('for %s', (_, sample) => {
  it('the mean difference is a non-empty interval around its estimate, whatever the margin and the bound', () => {
    for (const z of [0.01, z95, 8, Number.POSITIVE_INFINITY]) {
      const { estimate, low, high } = meanDifference(sample, z)
      expect(low).toBeGreaterThanOrEqual(-1)
      expect(high).toBeLessThanOrEqual(1)
      expect(low).toBeLessThan(high)
      expect(low).toBeLessThanOrEqual(estimate)
      expect(high).toBeGreaterThanOrEqual(estimate)
    }
    const difference = meanDifference(sample, z95)
    for (const drop of [1e-9, 0.02, 0.5, 1 - 2 ** -53, 1]) {
      expect(Number.isNaN(difference.zNonInferiority(drop))).toBe(false)
      // One pair that was not lost excludes a drop of 1 for certain; what is less than certain costs something.
      if (drop <= 0.5) expect(difference.excludesDrop(drop, Number.POSITIVE_INFINITY, 0)).toBe(false)
      if (difference.pairs === 0) expect(difference.excludesDrop(drop, -1, 1)).toBe(false)
    }
  })

  it('the sign-flip test has a p-value in (0, 1], and the other figures are in range', () => {
    const { p, estimate } = signFlipTest(sample.differences, { seed: 'extreme', flips: 199 })
    expect(p).toBeGreaterThan(0)
    expect(p).toBeLessThanOrEqual(1)
    expect(Math.abs(estimate)).toBeLessThanOrEqual(1 + 1e-12)
    const { low, high } = populationInterval(sample, 0.05)
    expect(low).toBeLessThan(high)
    const power = (exponent: number) =>
      sample.differences.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value ** exponent), 0)
    const sums = { pairs: sample.differences.length, squares: power(2), fourths: power(4) }
    const effect = detectableEffect(sums, { falseAlarm: 1.64, miss: 1.28 })
    expect(effect).toBeGreaterThan(0)
    expect(effect).toBeLessThanOrEqual(1)
  })
})

describe('excluding a drop', () => {
  it('takes as many pairs as make so few losses improbable, although the deviate reaches the bound before', () => {
    const z90 = normalQuantile(0.9)
    const excluded = (losses: number, pairs: number): boolean =>
      meanDifference(
        sampleOf([...repeat(-1, losses), ...repeat(0, pairs - losses)].map((value) => [value])),
        z90,
      ).excludesDrop(0.1, z90, 0.1)
    const fewest = (losses: number): number => {
      let pairs = losses + 1
      while (!excluded(losses, pairs)) pairs += 1
      return pairs
    }
    // The smallest N with P(Bin(N, .1) ≤ losses) ≤ .1; Tango's statistic alone asks for 15, 32 and 47.
    expect([0, 1, 2].map(fewest)).toEqual([22, 38, 52])
  })
})

describe('monotonicity', () => {
  const bound = fc.double({ min: 0.5, max: 4, noNaN: true })
  const spent = fc.double({ min: 1e-4, max: 0.2, noNaN: true })

  it('a wider margin, a lower bound or more to spend is never harder to pass', () => {
    fc.assert(
      fc.property(
        anySample,
        fc.tuple(margin, margin),
        fc.tuple(bound, bound),
        fc.tuple(spent, spent),
        (sample, margins, bounds, shares) => {
          const difference = meanDifference(sample, z95)
          const strict = difference.excludesDrop(
            Math.min(...margins),
            Math.max(...bounds),
            Math.min(...shares),
          )
          const lenient = difference.excludesDrop(
            Math.max(...margins),
            Math.min(...bounds) - 1e-9,
            Math.max(...shares) + 1e-12,
          )
          if (strict) expect(lenient).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('a pass or a tie that becomes a loss never helps to pass, for pass/fail and one weight', () => {
    const outcomes = fc.array(fc.constantFrom(-1, 0, 0, 0, 0, 0, 0, 1), { minLength: 1, maxLength: 150 })
    fc.assert(
      fc.property(outcomes, fc.nat(), margin, bound, spent, (differences, which, drop, z, share) => {
        const worse = differences.with(which % differences.length, -1)
        const passes = (values: readonly number[]): boolean =>
          meanDifference(sampleOf(values.map((value) => [value])), z95).excludesDrop(drop, z, share)
        if (passes(worse)) expect(passes(differences)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('no drop is hidden better by a wider margin or by fewer pairs', () => {
    const shape = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(1, 1, 2, 20)), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(shape, margin, margin, (cases, one, two) => {
        const total = cases.reduce((sum, [, weight]) => sum + weight, 0)
        const weights = Float64Array.from(cases, ([, weight]) => weight / total)
        const hidden = (drop: number, more: number): number =>
          noDiscordanceProbability(
            { counts: Float64Array.from(cases, ([count]) => count + more), weights },
            drop,
          )
        const [narrow, wide] = [Math.min(one, two), Math.max(one, two)]
        for (const p of [hidden(narrow, 0), hidden(wide, 0)]) {
          expect(p).toBeGreaterThanOrEqual(0)
          expect(p).toBeLessThanOrEqual(1)
        }
        expect(hidden(wide, 0)).toBeLessThanOrEqual(hidden(narrow, 0) + 1e-12)
        expect(hidden(narrow, 1)).toBeLessThanOrEqual(hidden(narrow, 0) + 1e-12)
      }),
    )
  })
})

describe('symmetry', () => {
  const arm = fc
    .tuple(fc.nat(60), fc.nat(60))
    .map(([passes, failures]) => ({ passes, trials: passes + failures }))

  it('of the arms: Fisher’s test is the same when they are exchanged with passes as failures', () => {
    fc.assert(
      fc.property(arm, arm, (base, head) => {
        const turned = ({ passes, trials }: typeof base) => ({ passes: trials - passes, trials })
        expect(fisherWorse(turned(head), turned(base))).toBeCloseTo(fisherWorse(base, head), 10)
      }),
    )
  })

  it('of passes and failures: the intervals of a rate mirror themselves', () => {
    fc.assert(
      fc.property(arm, fc.double({ min: 1e-6, max: 0.3, noNaN: true }), ({ passes, trials }, alpha) => {
        for (const interval of [
          clopperPearson,
          (s: number, n: number) => wilson(s, n, -normalQuantile(alpha)),
        ]) {
          const [there, back] = [interval(passes, trials, alpha), interval(trials - passes, trials, alpha)]
          expect(back.low).toBeCloseTo(1 - there.high, 10)
          expect(back.high).toBeCloseTo(1 - there.low, 10)
        }
      }),
    )
  })

  it('of scores: a mean below a limit is a mean of what is missing above the rest', () => {
    // In thousandths: 1 − 10⁻³⁰⁰ is a pass, and 10⁻³⁰⁰ is no failure.
    const thousandth = fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000)
    const scores = fc.array(fc.array(fc.oneof(fc.constantFrom(0, 1), thousandth), { maxLength: 3 }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(1, 20),
        fc.constantFrom(0.5, 0.9, 0.99),
        (byCase, weight, limit) => {
          const of = (values: readonly (readonly number[])[]) => {
            const { differences, cases, weights } = sampleOf(
              values,
              values.map((_, index) => (index === 0 ? weight : 1)),
            )
            return meanScore(differences, cases, weights)
          }
          const [score, missing] = [of(byCase), of(byCase.map((values) => values.map((value) => 1 - value)))]
          if (score.trials === 0) return
          expect(missing.pAbove(1 - limit)).toBeCloseTo(score.pBelow(limit), 6)
          expect(missing.bounds(0.05).low).toBeCloseTo(1 - score.bounds(0.05).high, 6)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('pass^k', () => {
  it('is a probability that falls with k and rises with the passes', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.integer({ min: 1, max: 300 }), (passes, failures, k) => {
        const trials = passes + failures
        const power = passPowerK(passes, trials, k)
        if (trials < k) {
          expect(power).toBeUndefined()
          return
        }
        expect(power).toBeGreaterThanOrEqual(0)
        expect(power).toBeLessThanOrEqual(1)
        if (k < trials) expect(passPowerK(passes, trials, k + 1)).toBeLessThanOrEqual(power!)
        if (failures > 0) expect(passPowerK(passes + 1, trials, k)).toBeGreaterThanOrEqual(power!)
      }),
    )
  })
})
