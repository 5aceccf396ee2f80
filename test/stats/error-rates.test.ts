import { describe, expect, it } from 'vitest'
import { drawSample, judged, passFail, shareOf, suite } from '../../bench/stats/simulate.ts'
import { bimodal, ceiling, graded, homogeneous } from '../../bench/stats/suites.ts'
import { holm } from '../../src/stats/holm.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { createRandom } from '../../src/stats/random.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { diffuseDrop } from '../../src/stats/simulated-drops.ts'

const ALPHA = 0.05
const BETA = 0.1
const zBeta = -normalQuantile(BETA)

/**
 * A share that ought to be at most `limit` is believed to be unless it exceeds it by two Monte-Carlo standard
 * errors.
 */
function atMost(limit: number, runs: number): number {
  return limit + 2 * Math.sqrt((limit * (1 - limit)) / runs)
}

describe('simulated error rates', () => {
  it.each([
    ['pooled', suite(homogeneous(50), diffuseDrop(homogeneous(50), 0.1), 5), 0.1],
    ['pooled, most cases nearly always right', suite(bimodal(115), diffuseDrop(bimodal(115), 0.05), 4), 0.05],
    ['pooled, almost everything passes', suite(ceiling(200), diffuseDrop(ceiling(200), 0.03), 1), 0.03],
    [
      'stratified, 2 or 20 pairs per case',
      {
        ...suite(bimodal(40), diffuseDrop(bimodal(40), 0.1), 2),
        counts: bimodal(40).map((_, i) => (i % 2 === 0 ? 2 : 20)),
      },
      0.1,
    ],
  ] as const)('a change at the margin passes in at most a tenth of runs: %s', (name, simulated, margin) => {
    const random = createRandom(name)
    const { share } = shareOf(
      2000,
      () => meanDifference(drawSample(simulated, passFail, random), zBeta).zNonInferiority(margin) >= zBeta,
    )
    expect(share).toBeLessThanOrEqual(atMost(BETA, 2000))
  })

  it('passes a change that does nothing, which a test of superiority never would', () => {
    const random = createRandom('no change')
    const { share } = shareOf(
      500,
      () =>
        meanDifference(
          drawSample(suite(homogeneous(100), homogeneous(100), 3), passFail, random),
          zBeta,
        ).zNonInferiority(0.1) >= zBeta,
    )
    expect(share).toBeGreaterThan(0.92)
  })

  it('covers the true difference in at least 93 % of runs', () => {
    const random = createRandom('coverage')
    const { share } = shareOf(1000, () => {
      const { low, high } = meanDifference(
        drawSample(suite(bimodal(50), diffuseDrop(bimodal(50), 0.08), 2), passFail, random),
        normalQuantile(0.975),
      )
      return low <= -0.08 && -0.08 <= high
    })
    expect(share).toBeGreaterThan(0.93)
  })

  it('does not name a case in most A/A runs over fifty cases once corrected, as it would uncorrected', () => {
    const random = createRandom('fifty cases')
    const test = (run: number): readonly number[] => {
      const { differences } = drawSample(suite(graded(50), graded(50), 10), judged, random)
      return Array.from({ length: 50 }, (_, index) => {
        const own = differences.slice(10 * index, 10 * index + 10)
        return signFlipTest(own, { seed: `${run}/${index}`, flips: 0 }).p
      })
    }
    const families = Array.from({ length: 60 }, (_, run) => test(run))
    expect(families.filter((p) => Math.min(...p) <= ALPHA).length).toBeGreaterThan(30)
    expect(families.filter((p) => Math.min(...holm(p)) <= ALPHA).length).toBeLessThanOrEqual(6)
  })
})
