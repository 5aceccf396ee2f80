import { describe, expect, it } from 'vitest'
import { judged, passFail, shareOf } from '../../bench/stats/simulate.ts'
import { drawRound } from '../../bench/stats/simulate-claims.ts'
import { bimodal, ceiling, graded, homogeneous, tiny } from '../../bench/stats/suites.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { type BettingClaim, createBetting } from '../../src/stats/sequential/betting.ts'
import { createConfidenceSequence } from '../../src/stats/sequential/confidence-sequence.ts'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { fc } from './property.ts'

const limit = (level: number, runs: number): number => level + 2 * Math.sqrt((level * (1 - level)) / runs)

/** The largest wealth of a run that is looked at after every round. */
function largest(
  claim: BettingClaim,
  base: readonly number[],
  head: readonly number[],
  rounds: number,
  random: Random,
): number {
  const betting = createBetting(claim)
  let value = 0
  for (let round = 0; round < rounds; round += 1)
    value = betting.round(drawRound(base, head, passFail, random))
  return value
}

const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })

describe('betting', () => {
  it('multiplies by what the stake of the round makes of every pair', () => {
    // ψ̂ = ½ before anything is seen: λ = .2 / .5.
    const against = createBetting({ margin: 0.2, against: 'no-drop' })
    expect(against.round(Float64Array.of(-1, -1, 0))).toBeCloseTo(1.4 ** 2, 12)
    // Then (2 + ½)/(3 + 1): λ = .2 / .625.
    expect(against.round(Float64Array.of(-1))).toBeCloseTo(1.4 ** 2 * 1.32, 12)
  })

  it('against a drop stakes what makes wealth grow fastest when nothing changed', () => {
    for (const margin of [0.02, 0.1, 0.3]) {
      // One pair that ties multiplies by 1 + κ · margin; ψ̂ = ½ before anything is seen.
      const stake = (createBetting({ margin, against: 'drop' }).round(Float64Array.of(0)) - 1) / margin
      const growth = (kappa: number): number =>
        0.5 * Math.log1p(kappa * margin) +
        0.25 * (Math.log1p(kappa * (1 + margin)) + Math.log1p(-kappa * (1 - margin)))
      for (const other of [0.95 * stake, 1.05 * stake]) expect(growth(stake)).toBeGreaterThan(growth(other))
      expect(stake).toBeLessThan(0.95 / (1 - margin))
    }
  })

  it('keeps what it had at most', () => {
    const betting = createBetting({ margin: 0.1, against: 'no-drop' })
    const high = betting.round(new Float64Array(10).fill(-1))
    expect(betting.round(new Float64Array(10).fill(1))).toBe(high)
  })

  it('stakes on |difference| alone, before the round', () => {
    fc.assert(
      fc.property(differences, fc.double({ min: 0.02, max: 0.9, noNaN: true }), (first, margin) => {
        // Whatever the signs of the first round were, the second multiplies by the same.
        const second = (sign: number): number => {
          const round = Float64Array.from(first, (value) => sign * value)
          const [once, twice] = [
            createBetting({ margin, against: 'drop' }),
            createBetting({ margin, against: 'drop' }),
          ]
          once.round(round)
          const before = once.round(new Float64Array(3000))
          twice.round(round)
          twice.round(new Float64Array(3000))
          return Math.log(twice.round(new Float64Array(1))) - Math.log(before)
        }
        const [there, back] = [second(1), second(-1)]
        if (Number.isFinite(there) && Number.isFinite(back)) expect(there).toBeCloseTo(back, 8)
      }),
      { numRuns: 30 },
    )
  })

  it('is never NaN or negative', () => {
    fc.assert(
      fc.property(
        fc.array(differences, { maxLength: 6 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.constantFrom('drop' as const, 'no-drop' as const),
        (rounds, margin, against) => {
          const betting = createBetting({ margin, against })
          for (const round of rounds)
            expect(betting.round(Float64Array.from(round))).toBeGreaterThanOrEqual(1)
        },
      ),
    )
  })

  it('counts a lost pair as a drop where a drop is to be excluded, and not at all otherwise', () => {
    const value = (against: BettingClaim['against'], round: readonly number[]) =>
      createBetting({ margin: 0.1, against }).round(Float64Array.from(round))
    const zeros = new Array<number>(40).fill(0)
    expect(value('drop', [...zeros, Number.NaN])).toBe(value('drop', [...zeros, -1]))
    expect(value('no-drop', [-1, Number.NaN])).toBe(value('no-drop', [-1]))
  })

  it.each([
    ['diffuse', homogeneous(50), diffuseDrop(homogeneous(50), 0.1), 0.1],
    [
      'few cases broken near the ceiling',
      ceiling(100),
      brokenCases(ceiling(100), 0.05, [1, 2, 3, 4, 5, 6]),
      0.05,
    ],
    ['few cases', tiny(8), diffuseDrop(tiny(8), 0.15), 0.15],
  ] as const)('excludes a drop of the margin in at most a tenth of runs: %s', (name, base, head, margin) => {
    const random = createRandom(name)
    const { share } = shareOf(400, () => largest({ margin, against: 'drop' }, base, head, 12, random) >= 10)
    expect(share).toBeLessThanOrEqual(limit(0.1, 400))
  })

  it.each([
    ['nothing changed', bimodal(60), bimodal(60)],
    [
      'half the cases gain what the others lose',
      homogeneous(60).map(() => 0.5),
      homogeneous(60).map((_, i) => (i % 2 === 0 ? 0.7 : 0.3)),
    ],
  ] as const)('finds a drop in at most a twentieth of runs without one: %s', (name, base, head) => {
    const random = createRandom(name)
    const { share } = shareOf(
      400,
      () => largest({ margin: 0.1, against: 'no-drop' }, base, head, 12, random) >= 20,
    )
    expect(share).toBeLessThanOrEqual(limit(0.05, 400))
  })

  it('decides both ways in most runs', () => {
    const random = createRandom('power')
    const [base, head] = [homogeneous(50), diffuseDrop(homogeneous(50), 0.1)]
    const decided = (claim: BettingClaim, of: readonly number[], value: number) =>
      shareOf(100, () => largest(claim, base, of, 16, random) >= value).share
    expect(decided({ margin: 0.1, against: 'drop' }, base, 10)).toBeGreaterThan(0.9)
    expect(decided({ margin: 0.1, against: 'no-drop' }, head, 20)).toBeGreaterThan(0.9)
  })
})

describe('the confidence sequence', () => {
  it.each([
    ['homogeneous', homogeneous(40), homogeneous(40), passFail, 0],
    ['bimodal with a drop', bimodal(40), diffuseDrop(bimodal(40), 0.1), passFail, -0.1],
    ['few cases', tiny(8), tiny(8), passFail, 0],
    ['graded', graded(30), graded(30), judged, 0],
  ] as const)(
    'misses in at most a tenth of runs however often it is looked at: %s',
    (name, base, head, draw, truth) => {
      const random = createRandom(name)
      const { share } = shareOf(150, () => {
        const sequence = createConfidenceSequence({ alpha: 0.05, pairs: 300 })
        return Array.from({ length: 12 }, () => sequence.round(drawRound(base, head, draw, random))).some(
          ({ low, high }) => low > truth || high < truth,
        )
      })
      expect(share).toBeLessThanOrEqual(limit(0.1, 150))
    },
  )

  it('narrows, is turned round with the arms, and stays in range for any differences', () => {
    fc.assert(
      fc.property(fc.array(differences, { minLength: 1, maxLength: 4 }), (rounds) => {
        const [there, back] = [
          createConfidenceSequence({ alpha: 0.05, pairs: 50 }),
          createConfidenceSequence({ alpha: 0.05, pairs: 50 }),
        ]
        for (const round of rounds) {
          const { low, high } = there.round(Float64Array.from(round))
          const turned = back.round(Float64Array.from(round, (value) => -value))
          expect(low).toBeGreaterThanOrEqual(-1)
          expect(high).toBeLessThanOrEqual(1)
          expect(low).toBeLessThan(high)
          expect(turned.low).toBeCloseTo(-high, 8)
          expect(turned.high).toBeCloseTo(-low, 8)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('has some width when all pairs agree, and says little of few', () => {
    const sequence = createConfidenceSequence({ alpha: 0.05, pairs: 100 })
    const few = sequence.round(new Float64Array(5))
    expect(few.high - few.low).toBeGreaterThan(1)
    const many = sequence.round(new Float64Array(500))
    expect(many.high - many.low).toBeGreaterThan(0.005)
    expect(many.high).toBeLessThan(0.1)
  })

  it('of graded scores is narrower than what their range alone allows', () => {
    const random = createRandom('graded')
    const cases = graded(60)
    const sequence = createConfidenceSequence({ alpha: 0.05, pairs: 300 })
    const rounds = Array.from({ length: 5 }, () => sequence.round(drawRound(cases, cases, judged, random)))
    const { low, high } = rounds.at(-1)!
    // Hoeffding at a single look: 2 √(2 ln 20 / 300).
    expect(high - low).toBeLessThan(2 * Math.sqrt((2 * Math.log(20)) / 300))
  })
})
