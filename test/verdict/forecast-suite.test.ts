import { describe, expect, it } from 'vitest'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import { designSuite } from '../../src/verdict/design-suite.ts'
import type { ForecastSuite } from '../../src/verdict/forecast-decider.ts'
import { affordableFactor, forecastHorizon, forecastNoise } from '../../src/verdict/forecast-horizon.ts'
import { forecastSuite } from '../../src/verdict/forecast-suite.ts'
import { assumedLaws } from '../../src/verdict/trial-laws.ts'

function forecastOf(margin: number, pairs: number, assertion: Partial<Assertion> = {}): ForecastSuite {
  const cases = Array.from({ length: 20 }, (_, index) => ({ id: `c${index}`, weight: 1, tags: [] }))
  const assertions: readonly Assertion[] = [
    {
      metric: 'queue',
      role: 'primary',
      claim: { kind: 'no-regression', margin, tolerance: margin / 3, cases: 'note' },
      slices: [],
      ...assertion,
    },
  ]
  const { rates } = designSuite({
    assertions,
    cases,
    rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
  })
  const plan: SamplingPlan = {
    v: 2,
    suite: 's',
    seed: 'forecast',
    cases: cases.map(({ id }) => id),
    perRound: cases.map(() => 1),
    pairs,
    headOnlyCases: 0,
    headOnlyTrials: 0,
    wantedPairs: pairs,
    expectedPairs: pairs,
    rates,
  }
  const metrics = ['queue']
  return {
    suite: { assertions, deterministic: false },
    plan,
    cases,
    metrics,
    laws: assumedLaws(assertions, metrics, cases.length, 'forecast'),
  }
}

describe('the forecast of a suite', () => {
  it('keeps the promises of the decider: few false alarms, few false passes, and every run within the cap', () => {
    const forecast = forecastSuite(forecastOf(0.15, 150), { milliseconds: 1500, runs: 80, broken: true })!
    expect(forecast.nothing.red.low).toBeLessThanOrEqual(0.05)
    const { diffuse, broken, half } = forecast.margin!
    for (const { passed, pairs } of [diffuse, broken!]) {
      expect(passed.low).toBeLessThanOrEqual(0.1)
      expect(pairs.high).toBeLessThanOrEqual(150)
    }
    expect(half.horizon).toBeGreaterThan(3 * forecast.horizon)
    expect(half.pairs.estimate).toBeGreaterThan(forecast.nothing.pairs.estimate)
  })

  it('has no figure without an error, however often everything went alike', () => {
    const { nothing } = forecastSuite(forecastOf(0.3, 100), { milliseconds: 300, runs: 20, broken: false })!
    expect(nothing.red.high).toBeGreaterThan(nothing.red.low)
    expect(nothing.passed.high).toBeGreaterThan(nothing.passed.low)
  })

  it('is refused where the time does not suffice, unless the runs are given', () => {
    expect(forecastSuite(forecastOf(0.1, 300), { milliseconds: 10, broken: false })).toBeUndefined()
  })

  it('has no margin where no gating assertion has one, or the metric cannot fall so far', () => {
    const effort = { milliseconds: 300, runs: 12, broken: false }
    expect(forecastSuite(forecastOf(0.1, 60, { role: 'advisory' }), effort)!.margin).toBeUndefined()
    expect(forecastSuite(forecastOf(0.95, 60), effort)!.margin).toBeUndefined()
  })

  it('names the margin whose plan just fits into the cap', () => {
    const suite = forecastOf(0.05, 200)
    const noise = forecastNoise(suite)
    const factor = affordableFactor(suite, noise, 0.05)!
    expect(factor).toBeGreaterThan(1)
    expect(forecastHorizon(suite, noise, factor * 1.001)).toBeLessThanOrEqual(200)
    expect(forecastHorizon(suite, noise, factor * 0.98)).toBeGreaterThan(200)
  })
})
