import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plannedCalls, planSuite } from '../../src/sampling/plan-suite.ts'
import { shareBudget } from '../../src/sampling/share-budget.ts'

const casesOf = (count: number, weight = 1) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, weight }))

const input = {
  suite: 's',
  seed: 'seed',
  cases: casesOf(18),
  headOnlyCases: 0,
  hasAbsoluteAssertion: false,
  design: {
    rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
    wantedPairs: 171,
    mostPairs: 240,
    expectedPairs: 70,
  },
  deterministic: false,
  callCap: 600,
}

describe('the size of a plan', () => {
  it('is the most that the worst noise could ask for, and says what is expected', () => {
    const plan = planSuite(input)
    expect(plan.pairs).toBe(240)
    expect(plannedCalls(plan)).toEqual({ most: 480, expected: 140 })
  })

  it('is one round for a suite that is larger than what is wanted', () => {
    const cases = casesOf(250)
    expect(planSuite({ ...input, cases }).pairs).toBe(250)
  })

  it('never makes more calls than its cap', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 0, max: 300 }),
          headOnlyCases: fc.integer({ min: 0, max: 50 }),
          hasAbsoluteAssertion: fc.boolean(),
          wanted: fc.integer({ min: 1, max: 3000 }),
          callCap: fc.integer({ min: 0, max: 2000 }),
        }),
        ({ n, wanted, ...rest }) => {
          const plan = planSuite({
            ...input,
            ...rest,
            design: { ...input.design, wantedPairs: wanted, mostPairs: 2 * wanted },
            cases: casesOf(n),
          })
          expect(plannedCalls(plan).most).toBeLessThanOrEqual(rest.callCap)
        },
      ),
      { seed: 1 },
    )
  })

  it('says what it would have wanted when the cap is below it', () => {
    const plan = planSuite({ ...input, callCap: 100 })
    expect(plan.pairs).toBe(50)
    expect(plan.wantedPairs).toBe(171)
  })

  it('counts trials of new cases where there are no pairs, in rounds of all of them', () => {
    const alone = { ...input, cases: [], headOnlyCases: 7, hasAbsoluteAssertion: true }
    const plan = planSuite(alone)
    expect([plan.pairs, plan.headOnlyTrials, plan.wantedPairs]).toEqual([0, 25, 175])
    expect(plannedCalls(plan)).toEqual({ most: 175, expected: 70 })
    const cut = planSuite({ ...alone, callCap: 100 })
    expect([cut.headOnlyTrials, cut.wantedPairs]).toEqual([14, 175])
    // Shown, not judged.
    expect(planSuite({ ...alone, hasAbsoluteAssertion: false }).headOnlyTrials).toBe(3)
    expect(planSuite({ ...alone, deterministic: true }).headOnlyTrials).toBe(1)
  })

  it('runs deterministic cases once per arm', () => {
    expect(planSuite({ ...input, deterministic: true }).pairs).toBe(18)
  })

  it('runs new cases as often as an absolute claim about them needs, and a few times where they are only shown', () => {
    const one = { ...input, headOnlyCases: 2, callCap: 10_000 }
    expect(planSuite({ ...one, hasAbsoluteAssertion: true }).headOnlyTrials).toBe(86)
    expect(planSuite(one).headOnlyTrials).toBe(3)
  })

  it('never takes from the pairs what new cases cost: a flood of them must not make the gate blind', () => {
    for (const headOnlyCases of [0, 60, 150, 1000]) {
      expect(planSuite({ ...input, headOnlyCases, hasAbsoluteAssertion: true }).pairs).toBeGreaterThanOrEqual(
        171,
      )
    }
  })

  it('draws heavy cases more often, so that the mean over pairs is the weighted one', () => {
    const plan = planSuite({ ...input, cases: [{ id: 'heavy', weight: 10 }, ...casesOf(20)] })
    expect(plan.perRound).toEqual([10, ...Array(20).fill(1)])
    expect(planSuite({ ...input, cases: [{ id: 'huge', weight: 1e6 }, ...casesOf(3)] }).perRound).toEqual([
      20, 1, 1, 1,
    ])
  })
})

describe('sharing the budget of a push', () => {
  it('grants everything that fits', () => {
    expect(shareBudget([100, 200, 300], 600)).toEqual([100, 200, 300])
  })

  it('does not let a huge suite starve the small ones', () => {
    expect(shareBudget([10_000, 100, 200], 600)).toEqual([300, 100, 200])
  })

  it('never grants more than there is, nor more than was wanted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 })),
        fc.integer({ min: 0, max: 9000 }),
        (wishes, budget) => {
          const granted = shareBudget(wishes, budget)
          expect(granted.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(budget)
          granted.forEach((one, index) => {
            expect(one).toBeLessThanOrEqual(wishes[index]!)
          })
        },
      ),
      { seed: 1 },
    )
  })
})
