import { describe, expect, it } from 'vitest'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { independentDifference } from '../../src/stats/independent-difference.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { meanScore } from '../../src/stats/mean-score.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import type { PairedSample } from '../../src/stats/paired-sample.ts'
import { populationInterval } from '../../src/stats/population-interval.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { wilson } from '../../src/stats/wilson.ts'
import { fc } from './property.ts'
import { anySample, sampleOf } from './samples.ts'
import { passFailScores, twoArmSample } from './two-arms.ts'

const z95 = normalQuantile(0.95)
/** A hundred trials an arm of one case, of which so many pass. */
const ratesOf = (base: number, head: number) =>
  twoArmSample([{ base: passFailScores(base, 100), head: passFailScores(head, 100) }])
const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value)

describe('mistakes seen in the field', () => {
  it('pooling repeats as if they were cases: two cases run a hundred times say little about cases like them', () => {
    const { low, high } = populationInterval(sampleOf([repeat(0.4, 100), repeat(-0.4, 100)]), 0.05)
    expect(high - low).toBeGreaterThan(1)
  })

  it('certifying 5 of 5 by an interval of width zero', () => {
    expect(wilson(5, 5, z95).low).toBeLessThan(0.7)
    const score = meanScore(
      Float64Array.from(repeat(1, 5)),
      Uint32Array.of(0, 1, 2, 3, 4),
      Float64Array.from(repeat(1, 5)),
    )
    expect(score.bounds(0.05).low).toBeCloseTo(0.05 ** (1 / 5), 12)
    const { low, high } = meanDifference(sampleOf(repeat(0, 5).map((zero) => [zero])), z95)
    expect(low).toBeLessThan(-0.3)
    expect(high).toBeGreaterThan(0.3)
  })

  it('testing paired data as unpaired: 12 losses and 1 gain in 100 pairs are evidence, 88 against 77 of 100 are not', () => {
    const differences = [...repeat(-1, 12), 1, ...repeat(0, 87)]
    expect(signFlipTest(Float64Array.from(differences), { seed: 'paired', flips: 1999 }).p).toBeLessThan(0.01)
    expect(independentDifference(ratesOf(88, 77), normalQuantile(0.99)).high).toBeGreaterThan(0)
  })

  it('dropping what crashed: counting missing pairs as −1 never helps a pass', () => {
    const countMissing = (sample: PairedSample): PairedSample => ({
      ...sample,
      differences: sample.differences.map((difference) => (Number.isNaN(difference) ? -1 : difference)),
    })
    fc.assert(
      fc.property(anySample, (sample) => {
        const counted = meanDifference(countMissing(sample), z95)
        expect(counted.estimate).toBeLessThanOrEqual(meanDifference(sample, z95).estimate + 1e-12)
      }),
    )
    const onePairEach = fc.array(fc.constantFrom(-1, 0, 0, 0, 0, 0, 1, Number.NaN), {
      minLength: 1,
      maxLength: 80,
    })
    fc.assert(
      fc.property(onePairEach, fc.constantFrom(0.05, 0.1, 0.2), (differences, margin) => {
        const sample = sampleOf(differences.map((difference) => [difference]))
        const evidence = meanDifference(sample, z95).zNonInferiority(margin)
        const counted = meanDifference(countMissing(sample), z95).zNonInferiority(margin)
        if (counted > z95) expect(evidence).toBeGreaterThan(z95)
      }),
    )
    const half = sampleOf(Array.from({ length: 40 }, (_, index) => [index % 2 === 0 ? Number.NaN : 0]))
    expect(meanDifference(countMissing(half), z95).zNonInferiority(0.1)).toBeLessThan(-3)
  })

  it('comparing with a noisy baseline as if it were known: the interval of the difference is wider than that of either rate', () => {
    const rate = wilson(80, 100, z95)
    const difference = independentDifference(ratesOf(80, 80), z95)
    expect(difference.high - difference.low).toBeGreaterThan(1.3 * (rate.high - rate.low))
  })

  it('the continuity-corrected asymptotic McNemar test, which is far from exact for few discordant pairs', () => {
    const [losses, gains] = [6, 0]
    const corrected = 2 * normalCdf(-(Math.abs(losses - gains) - 1) / Math.sqrt(losses + gains))
    expect(corrected).toBeGreaterThan(0.04)
    expect(2 * binomialUpperTail(losses, losses + gains, 0.5)).toBeCloseTo(2 / 2 ** 6, 12)
  })

  it('a width that hides a collapse: an 80-point drop in few pairs is found although the interval is wide', () => {
    const collapse = sampleOf([
      [-1, -1],
      [-1, 0],
      [-1, -1],
      [0, -1],
      [-1, -1],
    ])
    const { low, high, estimate } = meanDifference(collapse, z95)
    expect(estimate).toBeCloseTo(-0.8, 12)
    expect(high - low).toBeGreaterThan(0.3)
    expect(signFlipTest(collapse.differences, { seed: 'collapse', flips: 999 }).p).toBeLessThan(0.01)
  })

  it('the pooled statistic under unequal allocation: many trials of good cases cannot outvote a broken one', () => {
    const lopsided = sampleOf([
      ...Array.from({ length: 10 }, () => repeat(0, 30)),
      ...Array.from({ length: 2 }, () => repeat(-1, 3)),
    ])
    expect(meanDifference(lopsided, z95).zNonInferiority(0.1)).toBeLessThan(0)
  })
})
