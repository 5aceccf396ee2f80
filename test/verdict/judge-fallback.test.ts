import { describe, expect, it } from 'vitest'
import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import { judgeFallback } from '../../src/verdict/judge-fallback.ts'

const ASSERTIONS: readonly Assertion[] = [
  {
    metric: 'right',
    role: 'primary',
    claim: { kind: 'no-regression', margin: 0.1, tolerance: 0.03, cases: 'note' },
    slices: [],
  },
]

/** Four cases; so many of each hundred trials are right. */
function evidenceOf(
  primary: { readonly trials: number; readonly right: number },
  fallback: { readonly trials: number; readonly right: number },
  metrics: readonly string[] = ['right'],
): SuiteEvidence {
  const cases = ['a', 'b', 'c', 'd'].map((id) => ({ id, weight: 1, tags: [] }))
  const valuesOf = (index: number, { right }: { readonly right: number }) =>
    Float64Array.from(metrics, (name) =>
      name === 'cost' ? 0.5 : name === 'label' ? 2 ** 40 + index : (index * 37) % 100 < right ? 1 : 0,
    )
  return {
    cases,
    metrics,
    pairs: Array.from({ length: primary.trials }, (_, index) => ({
      case: index % 4,
      trial: Math.floor(index / 4),
      position: index,
      base: valuesOf(index, { right: 100 }),
      head: valuesOf(index, primary),
    })),
    missing: [],
    headOnly: [],
    headOnlyLost: 0,
    fallback: {
      cases: cases.map(({ id, weight }) => ({ id, weight, perRound: 1 })),
      trials: Array.from({ length: fallback.trials }, (_, index) => ({
        case: index % 4,
        position: index,
        values: valuesOf(index, fallback),
      })),
      lost: 2,
    },
  }
}

const told = (evidence: SuiteEvidence) => judgeFallback(evidence, ASSERTIONS)!.metrics[0]!

describe('what is said of a fallback', () => {
  it('is nothing where none was exercised', () => {
    const { fallback: _, ...evidence } = evidenceOf({ trials: 8, right: 90 }, { trials: 8, right: 90 })
    expect(judgeFallback(evidence, ASSERTIONS)).toBeUndefined()
  })

  it('is that it is lower, higher or close where that is proven, and open otherwise', () => {
    const primary = { trials: 200, right: 90 }
    const verdicts = [60, 100, 90].map((right) => told(evidenceOf(primary, { trials: 400, right })).verdict)
    expect(verdicts).toEqual(['lower', 'higher', 'close'])
    expect(told(evidenceOf(primary, { trials: 12, right: 90 })).verdict).toBe('open')
  })

  it('has the exact interval of a mean, and the difference from head on its model', () => {
    const one = told(evidenceOf({ trials: 100, right: 90 }, { trials: 100, right: 80 }))
    expect(one).toMatchObject({ primary: { mean: 0.9, trials: 100 }, fallback: { mean: 0.8, trials: 100 } })
    // Clopper and Pearson, 80 of 100, 5 % a side (R: binom.test(80, 100, conf.level = .9)).
    expect(one.interval.low).toBeCloseTo(0.7228, 3)
    expect(one.interval.high).toBeCloseTo(0.8633, 3)
    expect(one.delta!.estimate).toBeCloseTo(-0.1)
    expect(one.delta!.low).toBeLessThan(-0.1)
    expect(one.delta!.high).toBeGreaterThan(-0.1)
  })

  it('has no difference where head did not run on its model, and no mean without trials', () => {
    const alone = told(evidenceOf({ trials: 0, right: 0 }, { trials: 40, right: 90 }))
    expect(alone).toMatchObject({ primary: { mean: null, trials: 0 }, delta: null, verdict: 'open' })
    const lost = told(evidenceOf({ trials: 40, right: 90 }, { trials: 0, right: 0 }))
    expect(lost).toMatchObject({
      fallback: { mean: null, trials: 0 },
      interval: { low: 0, high: 1 },
      delta: null,
      verdict: 'open',
    })
  })

  it('leaves out what is no score: quantities and labels', () => {
    const evidence = evidenceOf({ trials: 8, right: 90 }, { trials: 8, right: 90 }, [
      'right',
      'cost',
      'label',
    ])
    const judged = judgeFallback(evidence, ASSERTIONS)!
    expect([judged.lost, judged.metrics.map((one) => one.metric)]).toEqual([2, ['right']])
  })
})
