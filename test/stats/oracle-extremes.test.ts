import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts'
import { clopperPearson } from '../../src/stats/clopper-pearson.ts'
import { fisherWorse } from '../../src/stats/fisher.ts'
import { holm } from '../../src/stats/holm.ts'
import { logRatio } from '../../src/stats/log-ratio.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { passPowerK } from '../../src/stats/pass-power-k.ts'
import { studentQuantile } from '../../src/stats/student-t.ts'
import { tangoScore } from '../../src/stats/tango.ts'
import { tarone } from '../../src/stats/tarone.ts'
import { wilson } from '../../src/stats/wilson.ts'
import { expectClose, readOracle } from './oracle.ts'
import { discordantPairs, sampleOf } from './samples.ts'

type Five = [number, number, number, number, number]
type Six = [number, number, number, number, number, number]
const r = readOracle<{
  farStudent: [number, number, number][]
  farNormal: [number, number][]
  extremeClopperPearson: Five[]
  extremeWilson: Five[]
  tiedFamilies: { p: number[]; holm: number[]; bh: number[] }[]
}>('r')
const tests = readOracle<{
  extremeTangoScores: Five[]
  extremeTangoIntervals: Six[]
  nonInferiority: { differences: number[][]; weights: number[]; margin: number; z: number }[]
  logRatio: { base: number[]; head: number[]; estimate: number; pAbove: [number, number][] }[]
  fisher: Five[]
  passPower: [number, number, number, number][]
  tarone: { p: number[]; attainable: number[]; level: number; significant: boolean[] }[]
}>('tests')
const sums = (gains: number, losses: number, pairs: number) => ({
  pairs,
  sum: gains - losses,
  sumOfSquares: gains + losses,
})

describe('at the edges of their ranges, agree with R', () => {
  it('quantiles in the far tails', () => {
    for (const [p, df, quantile] of r.farStudent)
      expectClose(studentQuantile(p, df), quantile, 1e-9, { p, df })
    for (const [p, quantile] of r.farNormal) {
      expectClose(normalQuantile(p), quantile, 1e-14, p)
      expectClose(normalCdf(quantile), p, 1e-11, p)
    }
  })

  it('intervals of rates near 0 and 1, of a million trials, at levels from 10⁻⁶ to .2', () => {
    for (const row of r.extremeClopperPearson) {
      const { low, high } = clopperPearson(row[0], row[1], row[2])
      expectClose(low, row[3], 1e-9, row)
      expectClose(high, row[4], 1e-9, row)
    }
    for (const row of r.extremeWilson) {
      const { low, high } = wilson(row[0], row[1], row[2])
      expect(low).toBeCloseTo(row[3], 12)
      expect(high).toBeCloseTo(row[4], 12)
    }
  })

  it('adjusted p-values of families with ties, zeros and ones', () => {
    for (const { p, ...expected } of r.tiedFamilies) {
      holm(p).forEach((adjusted, index) => {
        expectClose(adjusted, expected.holm[index]!, 1e-13, p)
      })
      benjaminiHochberg(p).forEach((adjusted, index) => {
        expectClose(adjusted, expected.bh[index]!, 1e-13, p)
      })
    }
  })
})

describe('at the edges of their ranges, agree with Python', () => {
  it('Tango’s statistic for one pair, no tie, and thousands of ties', () => {
    for (const row of tests.extremeTangoScores) {
      const [gains, losses, pairs, theta, z] = row
      expectClose(tangoScore(sums(gains, losses, pairs), theta), z, 1e-8, row)
    }
    for (const [gains, losses, pairs, z, low, high] of tests.extremeTangoIntervals) {
      const interval = meanDifference(discordantPairs(gains, losses, pairs), z)
      expect(interval.low).toBeCloseTo(low, 9)
      expect(interval.high).toBeCloseTo(high, 9)
    }
  })

  it('Fisher’s test, by counting all tables, where it is exact and beyond', () => {
    for (const row of tests.fisher) {
      const p = fisherWorse({ passes: row[0], trials: row[1] }, { passes: row[2], trials: row[3] })
      if (row[1] + row[3] <= 50) expect(p).toBe(row[4])
      else expectClose(p, row[4], 1e-11, row)
    }
  })

  it('pass^k, by drawing k of the trials in all ways', () => {
    for (const [passes, trials, k, power] of tests.passPower) {
      expect(passPowerK(passes, trials, k)).toBeCloseTo(power, 14)
    }
  })

  it('Tarone’s correction, by its definition', () => {
    for (const { p, attainable, level, significant } of tests.tarone) {
      expect(tarone(p, attainable, level)).toEqual(significant)
    }
  })
})

describe('by hand', () => {
  it('the deviate against a drop of the margin: pass/fail and graded, pooled and stratified, weights of 20 to 1', () => {
    for (const { differences, weights, margin, z } of tests.nonInferiority) {
      const actual = meanDifference(sampleOf(differences, weights), 1.6).zNonInferiority(margin)
      if (z === null) expect(actual).toBe(Number.NEGATIVE_INFINITY)
      else expectClose(actual, z, 1e-9, { margin, weights })
    }
  })

  it('the ratio of a quantity: Student’s t with two pseudo-pairs', () => {
    for (const { base, head, estimate, pAbove } of tests.logRatio) {
      const ratio = logRatio({
        base: Float64Array.from(base),
        head: Float64Array.from(head),
        cases: Uint32Array.from(base.keys()),
        weights: Float64Array.from(base, () => 1),
      })
      expectClose(ratio.estimate, estimate, 1e-12, base)
      for (const [limit, p] of pAbove) expectClose(ratio.pAbove(limit), p, 1e-10, { limit, base })
    }
  })
})
