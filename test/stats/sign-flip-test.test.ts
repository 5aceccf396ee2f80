import { describe, expect, it } from 'vitest'
import { judged, passFail, shareOf } from '../../bench/stats/simulate.ts'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { createRandom } from '../../src/stats/random.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { readOracle } from './oracle.ts'
import { fc } from './property.ts'
import { difference } from './samples.ts'

const enumerated = readOracle<{ signFlips: { differences: number[]; p: number; estimate: number }[] }>(
  'tests',
)
const options = { seed: 'test', flips: 999 }
const test = (differences: Iterable<number>, chosen = options) =>
  signFlipTest(Float64Array.from(differences), chosen)
const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value)
/** Few enough that all signs are enumerated, or more. */
const few = fc.array(difference, { maxLength: 9 })
const any = fc.array(
  fc.oneof({ weight: 9, arbitrary: difference }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
  {
    maxLength: 40,
  },
)

describe('the sign-flip test', () => {
  it('equals full enumeration in exact arithmetic, thirds and other inexact sums included', () => {
    for (const { differences, p, estimate } of enumerated.signFlips) {
      const result = test(differences)
      expect(result).toMatchObject({ p, exhaustive: true })
      expect(result.estimate).toBeCloseTo(estimate, 14)
    }
  })

  it('equals the exact binomial test for pass/fail', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), fc.nat(6), (losses, gains, ties) => {
        const { p } = test([...repeat(-1, losses), ...repeat(1, gains), ...repeat(0, ties)])
        expect(p).toBeCloseTo(binomialUpperTail(losses, losses + gains, 0.5), 12)
      }),
      { numRuns: 40 },
    )
  })

  it('comes near the exact value with random flips', () => {
    const { p, exhaustive, paths } = test([...repeat(-1, 36), ...repeat(1, 24)], {
      seed: 'random',
      flips: 19_999,
    })
    const exact = binomialUpperTail(36, 60, 0.5)
    expect([exhaustive, paths]).toEqual([false, 20_000])
    expect(Math.abs(p - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000))
  })

  it('says p = 1, and never alarms, when no pair differs or there is none', () => {
    for (const differences of [[], [0, 0, 0], [Number.NaN], [Number.NaN, 0]])
      expect(test(differences)).toEqual({ p: 1, estimate: 0, paths: 1, exhaustive: true })
  })

  it('does not depend on the order of the pairs, nor on pairs that are absent', () => {
    fc.assert(
      fc.property(any, fc.string(), (differences, seed) => {
        const shuffled = createRandom(seed).shuffle(differences)
        const result = test(differences)
        expect(test(shuffled)).toEqual(result)
        expect(test(shuffled.filter((one) => !Number.isNaN(one)))).toEqual(result)
      }),
    )
  })

  it('gives p-values in (0, 1], for any differences', () => {
    fc.assert(
      fc.property(any, (differences) => {
        const { p, estimate } = test(differences, { seed: 'range', flips: 63 })
        expect(p).toBeGreaterThan(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(Math.abs(estimate)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('mirrors itself when the arms change places: both tails share only the ties', () => {
    fc.assert(
      fc.property(few, (differences) => {
        const [worse, better] = [test(differences), test(differences.map((one) => -one))]
        expect(better.estimate).toBeCloseTo(-worse.estimate, 12)
        expect(worse.p + better.p).toBeGreaterThan(1)
      }),
    )
  })

  it('never finds less evidence when a difference gets worse', () => {
    fc.assert(
      fc.property(
        few.filter((differences) => differences.length > 0),
        fc.nat(),
        fc.integer({ min: 0, max: 1000 }),
        (differences, which, drop) => {
          const index = which % differences.length
          const worse = differences.with(index, Math.max(-1, differences[index]! - drop / 1000))
          expect(test(worse).p).toBeLessThanOrEqual(test(differences).p)
        },
      ),
    )
  })

  it.each([
    ['pass/fail', 0.7, passFail],
    ['a graded judge', 0.4, judged],
  ] as const)(
    'alarms in at most a twentieth of runs when nothing changed: %s, with random flips',
    (name, expected, draw) => {
      const random = createRandom(name)
      const { share } = shareOf(500, (run) => {
        const differences = Array.from({ length: 60 }, () => draw(expected, random) - draw(expected, random))
        return test(differences, { seed: `${name}/${run}`, flips: 199 }).p <= 0.05
      })
      expect(share).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 500))
    },
  )
})
