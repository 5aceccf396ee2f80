import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawOrder } from '../../src/sampling/draw-order.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'

const planOf = (cases: number, pairs: number, seed = 'seed'): SamplingPlan => ({
  v: 2,
  suite: 's',
  seed,
  cases: Array.from({ length: cases }, (_, index) => `case-${index}`),
  perRound: Array.from({ length: cases }, () => 1),
  pairs,
  headOnlyCases: 0,
  headOnlyTrials: 0,
  wantedPairs: pairs,
  expectedPairs: pairs,
  rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
})

describe('the order of pairs', () => {
  it('runs every case once in every round, and no slot twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 200 }), (cases, pairs) => {
        const order = [...drawOrder(planOf(cases, pairs))]
        expect(order).toHaveLength(pairs)
        expect(new Set(order.map((slot) => `${slot.case}/${slot.trial}`)).size).toBe(pairs)
        order.forEach((slot, position) => {
          expect(slot.position).toBe(position)
          expect(slot.trial).toBe(Math.floor(position / cases))
        })
      }),
      { seed: 1 },
    )
  })

  it('holds a case in every round as often as its weight asks', () => {
    const order = [...drawOrder({ ...planOf(3, 24), perRound: [1, 4, 1] })]
    expect(order.filter((slot) => slot.case === 1).map((slot) => slot.trial)).toEqual([...Array(16).keys()])
    for (const round of [0, 1, 2, 3]) {
      expect(order.slice(6 * round, 6 * round + 6).filter((slot) => slot.case === 1)).toHaveLength(4)
    }
  })

  it('is the same for the same plan and another for another seed', () => {
    const one = [...drawOrder(planOf(20, 60))]
    expect([...drawOrder(planOf(20, 60))]).toEqual(one)
    expect([...drawOrder(planOf(20, 60, 'another'))]).not.toEqual(one)
  })

  it('calls each arm first about half of the time, so that drift hits both alike', () => {
    const order = [...drawOrder(planOf(10, 4000))]
    const headFirst = order.filter((slot) => slot.headFirst).length
    // Five standard deviations of a fair coin.
    expect(Math.abs(headFirst - 2000)).toBeLessThan(5 * Math.sqrt(1000))
  })

  it('takes a random subset of the cases where the budget allows less than a round', () => {
    const drawn = Array.from({ length: 200 }, (_, seed) =>
      [...drawOrder(planOf(10, 3, `s${seed}`))].map((slot) => slot.case),
    ).flat()
    const counts = Array.from({ length: 10 }, (_, index) => drawn.filter((one) => one === index).length)
    expect(Math.min(...counts)).toBeGreaterThan(30)
    expect(Math.max(...counts)).toBeLessThan(95)
  })
})
