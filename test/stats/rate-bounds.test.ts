import { describe, expect, it } from 'vitest'
import { type DrawScore, judged, passFail, shareOf } from '../../bench/stats/simulate.ts'
import { drawOrder } from '../../bench/stats/simulate-claims.ts'
import { bimodal, graded, homogeneous, mean, tiny } from '../../bench/stats/suites.ts'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { boundedMeanP } from '../../src/stats/bounded-mean.ts'
import { caseMoments } from '../../src/stats/paired-sample.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { createRateBounds } from '../../src/stats/sequential/rate-bounds.ts'
import { fc } from './property.ts'

const momentsOf = (scores: readonly number[], cases = scores.map(() => 0), weights = [1]) =>
  caseMoments(Float64Array.from(scores), Uint32Array.from(cases), Float64Array.from(weights))

/** Whether trials in rounds prove it at one of ten looks with linear spending. */
function proven(
  suite: {
    readonly expected: readonly number[]
    readonly draw: DrawScore
    readonly trials: number
    readonly perRound?: readonly number[]
  },
  claim: { readonly limit: number; readonly side: 'below' | 'above'; readonly level: number },
  random: Random,
): boolean {
  const perRound = suite.perRound ?? suite.expected.map(() => 1)
  const cases = drawOrder(perRound, suite.trials, random)
  const scores = Float64Array.from(cases, (index) => suite.draw(suite.expected[index]!, random))
  const bounds = createRateBounds(claim.limit, claim.side)
  return Array.from({ length: 10 }, (_, look) => (look + 1) / 10).some((share) => {
    const done = Math.round(share * suite.trials)
    const moments = caseMoments(
      scores.slice(0, done),
      cases.slice(0, done),
      Float64Array.from(perRound),
      perRound,
    )
    return bounds.next(moments, claim.level * share).crossed
  })
}

describe('sequential bounds of a rate', () => {
  it('at a single look are the exact binomial test, with its p-value', () => {
    // 7 failures of 10 where at most 3 in 10 are expected: P = .0106.
    const look = createRateBounds(0.7, 'below').next(momentsOf([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]), 0.05)
    expect(look).toMatchObject({ crossed: true, method: 'exact' })
    expect(look.p()).toBeCloseTo(binomialUpperTail(7, 10, 0.3), 8)
    const above = createRateBounds(0.5, 'above').next(momentsOf([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]), 0.05)
    expect(above.crossed).toBe(false)
    expect(above.p()).toBeCloseTo(binomialUpperTail(8, 10, 0.5), 8)
  })

  it('cross exactly where the stage-wise p-value is within what is spent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 8 }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom(0.3, 0.5, 0.8),
        fc.constantFrom('below' as const, 'above' as const),
        (waves, limit, side) => {
          const bounds = createRateBounds(limit, side)
          const scores: number[] = []
          for (const [index, wave] of waves.entries()) {
            scores.push(...wave)
            const spent = (0.3 * (index + 1)) / waves.length
            const { crossed, p } = bounds.next(momentsOf(scores), spent)
            expect(crossed).toBe(p() <= spent + 1e-9)
            if (crossed) return
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('above a limit are those below its complement with the scores turned round', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (scores, limit) => {
          const above = createRateBounds(limit, 'above').next(momentsOf(scores), 0.2)
          const below = createRateBounds(1 - limit, 'below').next(
            momentsOf(scores.map((score) => 1 - score)),
            0.2,
          )
          expect(above.crossed).toBe(below.crossed)
          expect(above.p()).toBeCloseTo(below.p(), 8)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('have answers at the edges: no trials, a limit that nothing reaches, one that everything does', () => {
    expect(createRateBounds(0.9, 'below').next(momentsOf([]), 0.05).crossed).toBe(false)
    expect(createRateBounds(1, 'above').next(momentsOf([1, 1, 1]), 0.05).crossed).toBe(false)
    // One failure disproves that all pass.
    expect(createRateBounds(1, 'below').next(momentsOf([1, 1, 0]), 0.05).crossed).toBe(true)
    expect(createRateBounds(0, 'above').next(momentsOf([0, 0, 1]), 0.05).crossed).toBe(true)
  })

  it('spend on graded scores and uneven weights look by look, on bounds that always hold', () => {
    const bounds = createRateBounds(0.8, 'below')
    const first = momentsOf(new Array<number>(20).fill(0.5))
    const p = boundedMeanP(first, 0.8)
    expect(bounds.next(first, p / 2)).toMatchObject({ crossed: false, method: 'chernoff' })
    // What was spent before is gone: only the increment counts.
    expect(bounds.next(first, p).crossed).toBe(false)
    expect(bounds.next(first, 2.01 * p).crossed).toBe(true)
  })

  it('do not return to the exact boundary once pairs could not be pooled', () => {
    const bounds = createRateBounds(0.8, 'below')
    const uneven = momentsOf([1, 0, 1, 1, 0], [0, 0, 0, 1, 1], [1, 1])
    expect(bounds.next(uneven, 0.01).method).toBe('chernoff')
    expect(bounds.next(momentsOf([1, 0, 1, 1, 0, 1], [0, 0, 0, 1, 1, 1], [1, 1]), 0.02).method).toBe(
      'chernoff',
    )
  })

  it.each([
    ['cases alike', homogeneous(30), passFail, undefined],
    ['cases that differ', bimodal(40), passFail, undefined],
    ['few cases', tiny(8), passFail, undefined],
    ['heavy cases drawn more often', bimodal(20), passFail, bimodal(20).map((_, index) => 1 + (index % 3))],
  ] as const)(
    'prove what is not so at most as often as they may, in rounds that are under way too: %s',
    (name, expected, draw, perRound) => {
      const random = createRandom(name)
      const truth = mean(expected, perRound ?? expected.map(() => 1))
      const suite = { expected, draw, trials: 130, ...(perRound === undefined ? {} : { perRound }) }
      for (const side of ['below', 'above'] as const) {
        const { share } = shareOf(400, () => proven(suite, { limit: truth, side, level: 0.05 }, random))
        expect(share).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 400))
      }
    },
  )

  it('prove what is so in most runs', () => {
    const random = createRandom('power')
    const suite = { expected: homogeneous(40), draw: passFail, trials: 200 }
    const share = (claim: Parameters<typeof proven>[1]) =>
      shareOf(150, () => proven(suite, claim, random)).share
    expect(share({ limit: 0.92, side: 'below', level: 0.05 })).toBeGreaterThan(0.9)
    expect(share({ limit: 0.68, side: 'above', level: 0.1 })).toBeGreaterThan(0.9)
    const judge = { expected: graded(40), draw: judged, trials: 200 }
    expect(shareOf(20, () => proven(judge, { limit: 0.95, side: 'below', level: 0.05 }, random)).share).toBe(
      1,
    )
  })
})
