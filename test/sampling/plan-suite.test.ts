import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plannedCalls, planSuite } from '../../src/sampling/plan-suite.ts'
import { shareBudget } from '../../src/sampling/share-budget.ts'

const design = {
  rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
  wantedPairs: 80,
  mostPairs: 171,
  expectedPairs: 40,
}

const input = {
  suite: 's',
  seed: 'seed',
  cases: Array.from({ length: 18 }, (_, index) => `c${index}`),
  headOnlyCases: 0,
  hasAbsoluteAssertion: false,
  design,
  deterministic: false,
  callCap: 600,
}

describe('the size of a plan', () => {
  it('is whole rounds that hold the most pairs that the worst noise asks for', () => {
    expect(planSuite(input).pairs).toBe(180)
  })

  it('is one round for a suite that is larger than what is wanted', () => {
    const cases = Array.from({ length: 250 }, (_, index) => `c${index}`)
    expect(planSuite({ ...input, cases }).pairs).toBe(250)
  })

  it('never makes more calls than its cap', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 0, max: 300 }),
          headOnlyCases: fc.integer({ min: 0, max: 50 }),
          hasAbsoluteAssertion: fc.boolean(),
          mostPairs: fc.integer({ min: 1, max: 3000 }),
          callCap: fc.integer({ min: 0, max: 2000 }),
        }),
        ({ n, mostPairs, ...rest }) => {
          const plan = planSuite({
            ...input,
            ...rest,
            design: { ...design, mostPairs },
            cases: Array.from({ length: n }, (_, index) => `c${index}`),
          })
          const calls = plannedCalls(plan, rest.headOnlyCases)
          expect(calls.most).toBeLessThanOrEqual(rest.callCap)
          expect(calls.expected).toBeLessThanOrEqual(calls.most)
        },
      ),
    )
  })

  it('says what it would have wanted when the cap is below it', () => {
    const plan = planSuite({ ...input, callCap: 100 })
    expect(plan.pairs).toBe(36)
    expect(plan.wantedPairs).toBe(90)
  })

  it('runs deterministic cases once per arm', () => {
    expect(planSuite({ ...input, deterministic: true }).pairs).toBe(18)
  })

  it('runs new cases fully where an absolute assertion judges them, and a few times where they are only shown', () => {
    const one = { ...input, headOnlyCases: 2, callCap: 10_000 }
    expect(planSuite({ ...one, hasAbsoluteAssertion: true }).headOnlyTrials).toBe(10)
    expect(planSuite(one).headOnlyTrials).toBe(3)
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
    )
  })
})
