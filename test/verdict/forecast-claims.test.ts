import { describe, expect, it } from 'vitest'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import { forecastClaims } from '../../src/verdict/forecast-claims.ts'
import type { TrialLaws } from '../../src/verdict/trial-laws.ts'

const ids = Array.from({ length: 24 }, (_, index) => `c${index}`)
const plan: SamplingPlan = {
  v: 2,
  suite: 's',
  seed: 'claims',
  cases: ids,
  perRound: ids.map(() => 1),
  pairs: 300,
  headOnlyCases: 0,
  headOnlyTrials: 0,
  wantedPairs: 300,
  expectedPairs: 300,
  rates: { primary: 0.04, guardrail: 0.01, miss: 0.1 },
}
const cases = ids.map((id, index) => ({ id, weight: 1, tags: index % 2 === 0 ? ['even'] : [] }))

/** Every case passes both metrics at these rates. */
const lawsOf = (rates: readonly number[]): TrialLaws => ({
  draw: (_, random) => Float64Array.from(rates, (rate) => Number(random.uniform() < rate)),
  expected: (metric) => ids.map(() => rates[metric]!),
  isPassFail: () => true,
})

const noRegression = (metric: string, parts: Partial<Assertion> = {}): Assertion => ({
  metric,
  role: 'primary',
  claim: { kind: 'no-regression', margin: 0.15, tolerance: 0.05, cases: 'note' },
  slices: [],
  ...parts,
})
const rate = (kind: 'at-least' | 'at-most', of: number): Assertion => ({
  metric: 'b',
  role: 'guardrail',
  claim: { kind, rate: of, slack: 0.2 },
  slices: [],
})

const forecast = (assertions: readonly Assertion[], rates: readonly number[]) =>
  forecastClaims(
    { suite: { assertions, deterministic: false }, plan, cases, metrics: ['a', 'b'], laws: lawsOf(rates) },
    { milliseconds: 1, runs: 40, horizon: 300 },
  )

describe('what single claims find', () => {
  it('is a drop of the margin, of each metric by itself, over all cases and in a slice', () => {
    const told = forecast([noRegression('a', { slices: ['even'] }), noRegression('b')], [0.9, 0.85])
    expect(told.map(({ metric, slice, power }) => [metric, slice, power!.from, power!.to])).toEqual([
      ['a', undefined, expect.closeTo(0.9, 9), expect.closeTo(0.75, 9)],
      ['a', 'even', expect.closeTo(0.9, 9), expect.closeTo(0.75, 9)],
      ['b', undefined, expect.closeTo(0.85, 9), expect.closeTo(0.7, 9)],
    ])
    for (const { power } of told) {
      expect(power!.red.estimate + power!.passed.estimate).toBeLessThanOrEqual(1)
      expect(power!.passed.estimate).toBeLessThan(0.3)
      expect(power!.red.low).toBeGreaterThanOrEqual(0)
      expect(power!.red.high - power!.red.low).toBeGreaterThan(0.05)
    }
    expect(told[0]!.power!.red.estimate).toBeGreaterThan(0.7)
  })

  it('is a fall below a rate by its slack, or a rise above one', () => {
    const [below] = forecast([rate('at-least', 0.9)], [0.9, 0.95])
    expect([below!.power!.from, below!.power!.to]).toEqual([expect.closeTo(0.95, 9), expect.closeTo(0.7, 9)])
    expect(below!.power!.red.estimate).toBeGreaterThan(0.7)
    const [above] = forecast([rate('at-most', 0.1)], [0.9, 0.05])
    expect([above!.power!.from, above!.power!.to]).toEqual([expect.closeTo(0.05, 9), expect.closeTo(0.3, 9)])
    expect(above!.power!.red.estimate).toBeGreaterThan(0.7)
    expect(above!.power!.passed.estimate).toBeLessThan(0.2)
  })

  it('is not simulated where base is beyond it already, or the claim is of another kind; advisory ones are left out', () => {
    const told = forecast(
      [
        noRegression('a'),
        rate('at-least', 0.9),
        { ...rate('at-least', 0.9), role: 'advisory' },
        { ...rate('at-least', 0.9), claim: { kind: 'ratio-at-most', ratio: 1.2 } },
        { ...rate('at-least', 0.9), claim: { kind: 'distribution', totalVariation: 0.1 } },
      ],
      [0.1, 0.6],
    )
    expect(told.map(({ power, reason }) => [power, reason])).toEqual([
      [undefined, 'a mean of 10.0 % cannot drop by 15.0 points'],
      [undefined, 'base is at 60.0 %, already beyond 70.0 %'],
      [undefined, 'changes of a ratio are not simulated'],
      [undefined, 'changes of labels are not simulated'],
    ])
  })
})
