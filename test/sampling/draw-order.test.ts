import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawOrder } from '../../src/sampling/draw-order.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { caseMoments } from '../../src/stats/paired-sample.ts'

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

  it('goes through a long round so that whenever it stops all cases were drawn as often as they should have been by then', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 2, 3, 4, 10, 20), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 400 }),
        fc.string(),
        (perRound, pairs, seed) => {
          const round = perRound.reduce((sum, times) => sum + times, 0)
          const counts = perRound.map(() => 0)
          for (const slot of drawOrder({ ...planOf(perRound.length, pairs, seed), perRound })) {
            counts[slot.case]! += 1
            const rounds = (slot.position + 1) / round
            // Between two rates the order is that of the middles of their slots, which can be off by half a slot of each.
            const slack = new Set(perRound).size / round
            perRound.forEach((times, index) => {
              expect(counts[index]).toBeGreaterThan(times * (rounds - slack) - 1 - 1e-9)
              expect(counts[index]).toBeLessThan(times * (rounds + slack) + 1 + 1e-9)
            })
          }
        },
      ),
      { seed: 1 },
    )
  })

  it('is in rounds for the statistics at every pair, so that they take the cases it has come to for the others of their rate', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 2, 4), { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 1, max: 150 }),
        (perRound, pairs) => {
          const order = [...drawOrder({ ...planOf(perRound.length, pairs), perRound })]
          const cases = Uint32Array.from(order, (slot) => slot.case)
          const weights = new Float64Array(perRound.length).fill(1)
          const { inRounds, balanced } = caseMoments(new Float64Array(pairs), cases, weights, perRound)
          const rates = new Set([...cases].map((index) => perRound[index]))
          expect([inRounds, balanced]).toEqual([true, rates.size === 1])
        },
      ),
      { seed: 1 },
    )
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
