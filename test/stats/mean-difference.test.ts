import { describe, expect, it } from 'vitest'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { noDiscordanceProbability, pairsWithoutDiscordance } from '../../src/stats/no-discordance.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { caseMoments } from '../../src/stats/paired-sample.ts'
import { createRandom } from '../../src/stats/random.ts'
import { stratifiedScore } from '../../src/stats/stratified.ts'
import { tangoScore } from '../../src/stats/tango.ts'
import { expectClose, readOracle } from './oracle.ts'
import { fc } from './property.ts'
import { anySample, discordantPairs, negated, sampleOf } from './samples.ts'

const tests = readOracle<{
  tangoScores: [number, number, number, number, number][]
  tangoIntervals: [number, number, number, number, number][]
  noDiscordance: { counts: number[]; weights: number[]; margin: number; probability: number }[]
}>('tests')
const z95 = normalQuantile(0.975)
const sums = (gains: number, losses: number, pairs: number) => ({
  pairs,
  sum: gains - losses,
  sumOfSquares: gains + losses,
})
const margin = fc.double({ min: 0.001, max: 1, noNaN: true })

describe('Tango’s score statistic', () => {
  it('agrees with the constrained likelihood maximised numerically', () => {
    for (const row of tests.tangoScores) {
      const [gains, losses, pairs, theta, z] = row
      expectClose(tangoScore(sums(gains, losses, pairs), theta), z, 1e-9, row)
    }
    for (const [gains, losses, pairs, low, high] of tests.tangoIntervals) {
      const interval = meanDifference(discordantPairs(gains, losses, pairs), z95)
      expect(interval.low).toBeCloseTo(low, 10)
      expect(interval.high).toBeCloseTo(high, 10)
    }
  })

  it('falls with the hypothesised difference and is antisymmetric in the arms', () => {
    const counts = fc
      .tuple(fc.nat(30), fc.nat(30), fc.nat(60))
      .filter(([gains, losses, ties]) => gains + losses + ties > 0)
    const theta = fc.integer({ min: -990, max: 990 }).map((thousandth) => thousandth / 1000)
    fc.assert(
      fc.property(counts, theta, theta, ([gains, losses, ties], one, two) => {
        const pairs = gains + losses + ties
        const here = sums(gains, losses, pairs)
        const [smaller, larger] = [Math.min(one, two), Math.max(one, two)]
        expect(tangoScore(here, smaller)).toBeGreaterThanOrEqual(tangoScore(here, larger) - 1e-9)
        expect(tangoScore(sums(losses, gains, pairs), -one)).toBeCloseTo(-tangoScore(here, one), 8)
      }),
    )
  })
})

describe('passing without discordance', () => {
  it('needs 114, 45, 22 and 15 pairs for margins .02, .05, .10 and .15 at level .10', () => {
    expect([0.02, 0.05, 0.1, 0.15].map((drop) => pairsWithoutDiscordance(drop, 0.1))).toEqual([
      114, 45, 22, 15,
    ])
  })

  it('asks for the way in which the drop could hide best, as a numerical search does', () => {
    for (const { counts, weights, margin: drop, probability } of tests.noDiscordance) {
      const shares = { counts: Float64Array.from(counts), weights: Float64Array.from(weights) }
      expectClose(noDiscordanceProbability(shares, drop), probability, 1e-6, { counts, weights })
    }
  })
})

describe('the mean difference', () => {
  it('is Tango’s for equal numbers of pairs and weights, stratified otherwise', () => {
    const equal = meanDifference(
      sampleOf([
        [-1, 0],
        [0, 0],
        [1, 0],
      ]),
      z95,
    )
    expect(equal).toMatchObject({ method: 'tango', pairs: 6, estimate: 0 })
    expect(tangoScore(sums(1, 1, 6), equal.low)).toBeCloseTo(z95, 9)
    expect(tangoScore(sums(1, 1, 6), equal.high)).toBeCloseTo(-z95, 9)
    expect(meanDifference(sampleOf([[-1, 0, 0], [0]]), z95).method).toBe('stratified')
    expect(
      meanDifference(
        sampleOf(
          [
            [-1, 0],
            [0, 0],
          ],
          [2, 1],
        ),
        z95,
      ).method,
    ).toBe('stratified')
  })

  it('weights cases, not pairs: many trials of one case do not outvote the others', () => {
    const lopsided = sampleOf([new Array<number>(50).fill(0), [-1, -1], [-1, 0]])
    expect(meanDifference(lopsided, z95).estimate).toBeCloseTo(-0.5, 12)
  })

  it('is the published −.1240 to −.0054 for 6 gains and 16 losses among 161 pairs', () => {
    const { low, high } = meanDifference(discordantPairs(6, 16, 161), z95)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['-0.1240', '-0.0054'])
  })

  it('is 0 ± z²/(N + z²) without discordant pairs, never of zero width', () => {
    const { low, high } = meanDifference(discordantPairs(0, 0, 30), z95)
    expect(high).toBeCloseTo(z95 ** 2 / (30 + z95 ** 2), 12)
    expect(high).toBeCloseTo(0.1135, 4)
    expect(low).toBeCloseTo(-high, 12)
  })

  it('has a stratified statistic that is Tango’s with one pair per case', () => {
    const sample = sampleOf([[-1], [0], [0], [1], [-1], [0], [0]])
    const moments = caseMoments(sample.differences, sample.cases, sample.weights)
    expect(stratifiedScore(moments, -0.2)).toBeCloseTo(tangoScore(sums(1, 2, 7), -0.2), 12)
  })

  it('does not let the normal approximation pass all-tied pairs before their number justifies it', () => {
    const z10 = normalQuantile(0.9)
    const tied = (pairs: number) => meanDifference(sampleOf(Array.from({ length: pairs }, () => [0])), z10)
    expect(tangoScore(sums(0, 0, 18), -0.1)).toBeGreaterThan(z10)
    expect(tied(21).zNonInferiority(0.1)).toBeLessThan(z10)
    expect(tied(22).zNonInferiority(0.1)).toBeGreaterThanOrEqual(z10)
    expect(normalCdf(-tied(22).zNonInferiority(0.1))).toBeCloseTo(0.9 ** 22, 12)
  })

  it('treats differences too small to matter as ties there', () => {
    const specks = meanDifference(
      sampleOf(Array.from({ length: 18 }, (_, index) => [index % 2 === 0 ? 1e-6 : -1e-6])),
      z95,
    )
    expect(specks.zNonInferiority(0.1)).toBeLessThan(normalQuantile(0.9))
  })

  it('survives graded scores whose mean exceeds their mean square', () => {
    const shifted = meanDifference(
      sampleOf([
        [-0.1, -0.1],
        [-0.1, -0.1],
        [-0.1, -0.1],
      ]),
      z95,
    )
    expect(shifted.estimate).toBeCloseTo(-0.1, 12)
    expect(shifted.low).toBeLessThan(-0.1)
    expect(shifted.high).toBeGreaterThan(-0.1)
    expect(Number.isFinite(shifted.zNonInferiority(0.05))).toBe(true)
  })

  it('without pairs is 0 somewhere in [−1, 1], and proves nothing', () => {
    for (const sample of [sampleOf([]), sampleOf([[], [Number.NaN]])]) {
      const nothing = meanDifference(sample, z95)
      expect(nothing).toMatchObject({ estimate: 0, low: -1, high: 1, pairs: 0 })
      expect(nothing.zNonInferiority(0.1)).toBeLessThanOrEqual(0)
    }
  })

  it('holds its estimate inside a non-empty interval within [−1, 1], without NaN, for any sample', () => {
    fc.assert(
      fc.property(anySample, margin, fc.double({ min: 0.1, max: 5, noNaN: true }), (sample, drop, z) => {
        const { estimate, low, high, zNonInferiority } = meanDifference(sample, z)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThan(high)
        expect(estimate).toBeGreaterThanOrEqual(low)
        expect(estimate).toBeLessThanOrEqual(high)
        expect(Number.isNaN(zNonInferiority(drop))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('is easier to pass with a wider margin, and its interval agrees with its test', () => {
    fc.assert(
      fc.property(anySample, margin, margin, (sample, one, two) => {
        const [narrow, wide] = [Math.min(one, two), Math.max(one, two)]
        const difference = meanDifference(sample, z95)
        const [atNarrow, atWide] = [difference.zNonInferiority(narrow), difference.zNonInferiority(wide)]
        expect(atWide).toBeGreaterThanOrEqual(atNarrow - 1e-9)
        if (atNarrow >= z95 + 1e-9) expect(difference.low).toBeGreaterThanOrEqual(-narrow - 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('mirrors itself when the arms change places and ignores the order of pairs', () => {
    fc.assert(
      fc.property(anySample, fc.string(), (sample, seed) => {
        const there = meanDifference(sample, z95)
        const back = meanDifference(negated(sample), z95)
        expect(back.estimate).toBeCloseTo(-there.estimate, 10)
        expect(back.low).toBeCloseTo(-there.high, 8)
        expect(back.high).toBeCloseTo(-there.low, 8)
        const order = createRandom(seed).shuffle([...sample.differences.keys()])
        const shuffled = meanDifference(
          {
            differences: Float64Array.from(order, (pair) => sample.differences[pair]!),
            cases: Uint32Array.from(order, (pair) => sample.cases[pair]!),
            weights: sample.weights,
          },
          z95,
        )
        expect(shuffled.low).toBeCloseTo(there.low, 10)
        expect(shuffled.high).toBeCloseTo(there.high, 10)
      }),
    )
  })
})
