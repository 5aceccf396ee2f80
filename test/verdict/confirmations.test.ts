import { describe, expect, it } from 'vitest'
import type { FollowUpTrials } from '../../src/sampling/follow-up.ts'
import { createConfirmations, unanswered } from '../../src/verdict/confirmations.ts'
import type { Suspect } from '../../src/verdict/screen-cases.ts'

const suspect = (index: number, parts: Partial<Suspect> = {}): Suspect => ({
  case: index,
  metric: 0,
  graded: false,
  p: 0.01,
  drop: 1,
  ...parts,
})

/** Fresh pairs of a case with so many passes in each arm. */
function pairsOf(
  index: number,
  pairs: number,
  [base, head]: readonly [number, number],
  first = 0,
): readonly FollowUpTrials[] {
  return Array.from({ length: pairs }, (_, place) => ({
    purpose: 'confirmation',
    case: index,
    place: first + place,
    base: Float64Array.of(place < base ? 1 : 0),
    variants: new Map([['head', Float64Array.of(place < head ? 1 : 0)]]),
  }))
}

describe('the confirmation of suspects', () => {
  it('asks for six fresh pairs of each of at most five, in rounds, and for eight where scores are graded', () => {
    const confirmations = createConfirmations()
    confirmations.attempt(
      [0, 1, 2, 3, 4, 5, 6].map((index) => suspect(index)),
      600,
    )
    expect(confirmations.wanted).toHaveLength(30)
    expect(confirmations.wanted.slice(0, 6).map((one) => [one.case, one.place])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [0, 1],
    ])
    const graded = createConfirmations()
    graded.attempt([suspect(3, { graded: true })], 600)
    expect(graded.wanted).toHaveLength(8)
  })

  it('tries as many as the calls suffice for, and makes no attempt of none', () => {
    const confirmations = createConfirmations()
    confirmations.attempt([suspect(0), suspect(1), suspect(2)], 35)
    expect(confirmations.wanted).toHaveLength(12)
    const broke = createConfirmations()
    broke.attempt([suspect(0)], 11)
    expect([broke.wanted.length, broke.attempts]).toEqual([0, 0])
  })

  it('serves two metrics of a case with the same pairs', () => {
    const confirmations = createConfirmations()
    confirmations.attempt([suspect(0), suspect(0, { metric: 1 })], 600)
    expect(confirmations.wanted).toHaveLength(6)
  })

  it('names a case that fails six times where base passes six times, whoever else was tried', () => {
    const confirmations = createConfirmations()
    confirmations.attempt([suspect(0), suspect(1), suspect(2), suspect(3), suspect(4)], 600)
    const others = [1, 2, 3, 4].flatMap((index) => pairsOf(index, 6, [5, 5]))
    const [named, ...rest] = confirmations.confirmed([...pairsOf(0, 6, [6, 0]), ...others])
    expect(rest).toEqual([])
    expect(named).toMatchObject({
      case: 0,
      base: { mean: 1, trials: 6 },
      head: { mean: 0, trials: 6 },
      drop: 1,
    })
    // Fisher 1/C(12, 6), times five by Holm's method.
    expect(named!.p).toBeCloseTo(5 / 924, 10)
  })

  it('names one of one at six against two, which is not enough among five', () => {
    const alone = createConfirmations()
    alone.attempt([suspect(0)], 600)
    expect(alone.confirmed(pairsOf(0, 6, [6, 2]))).toHaveLength(1)
    const among = createConfirmations()
    among.attempt(
      [0, 1, 2, 3, 4].map((index) => suspect(index)),
      600,
    )
    expect(among.confirmed(pairsOf(0, 6, [6, 2]))).toEqual([])
  })

  it('spends less on every further attempt, and judges a case on all its fresh pairs', () => {
    const confirmations = createConfirmations()
    confirmations.attempt([suspect(0)], 600)
    const first = pairsOf(0, 6, [6, 3])
    expect(confirmations.confirmed(first)).toEqual([])
    confirmations.attempt([suspect(0)], 600)
    expect(confirmations.wanted.map((one) => one.place)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(unanswered(confirmations.wanted, first)).toHaveLength(6)
    const [named] = confirmations.confirmed([...first, ...pairsOf(0, 6, [6, 2], 6)])
    expect(named).toMatchObject({ base: { trials: 12 }, head: { mean: 5 / 12, trials: 12 } })
    // The same p that suffices at .04 does not at .008.
    const late = createConfirmations()
    late.attempt([suspect(1)], 600)
    late.attempt([suspect(0)], 600)
    expect(late.confirmed(pairsOf(0, 6, [6, 2]))).toEqual([])
  })

  it('leaves lost trials out, and names nobody without trials', () => {
    const confirmations = createConfirmations()
    confirmations.attempt([suspect(0)], 600)
    expect(confirmations.confirmed([])).toEqual([])
    const lost = pairsOf(0, 6, [6, 0]).map((one) =>
      one.place < 3 ? { ...one, base: undefined } : one.place === 3 ? { ...one, variants: new Map() } : one,
    )
    expect(confirmations.confirmed(lost)).toEqual([])
  })
})
