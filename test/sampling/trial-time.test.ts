import { describe, expect, it } from 'vitest'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { planMilliseconds } from '../../src/sampling/trial-time.ts'

const plan: SamplingPlan = {
  v: 2,
  suite: 's',
  seed: '1',
  cases: Array.from({ length: 20 }, (_, index) => `c${index}`),
  perRound: Array.from({ length: 20 }, () => 1),
  pairs: 300,
  headOnlyCases: 0,
  headOnlyTrials: 0,
  wantedPairs: 200,
  expectedPairs: 80,
  rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
}
const time = (inFlight: number) => ({ basis: 'recorded', milliseconds: 1000, inFlight }) as const

describe('planMilliseconds', () => {
  it('is all calls one after the other where one may be in flight', () => {
    expect(planMilliseconds(plan, 80, time(1))).toBe(160_000)
  })

  it('is a latency for each wave where everything may be in flight: each look waits for its pairs', () => {
    // 20 pairs, then looks every 10 of the 200 that are wanted.
    expect(planMilliseconds(plan, 20, time(1000))).toBe(1000)
    expect(planMilliseconds(plan, 80, time(1000))).toBe(7000)
  })

  it('goes beyond the horizon as far as the plan does', () => {
    expect(planMilliseconds(plan, 300, time(1))).toBe(600_000)
  })

  it('counts cases that run in head alone, which are looked at by themselves where there are no pairs', () => {
    const alone = { ...plan, cases: [], perRound: [], pairs: 0, headOnlyCases: 4, headOnlyTrials: 5 }
    expect(planMilliseconds(alone, 20, time(10))).toBe(3000)
    expect(planMilliseconds(alone, 20, time(1))).toBe(20_000)
  })
})
