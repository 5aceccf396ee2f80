import { describe, expect, it } from 'vitest'
import { createRecordedTrials } from '../../src/sampling/recorded-trials.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { createRandom } from '../../src/stats/random.ts'
import { wilson } from '../../src/stats/wilson.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import type { SuiteJudgement } from '../../src/verdict/judgement.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import { simulateEvidence } from './evidence.ts'

const assertion: Assertion = {
  metric: 'queue',
  role: 'primary',
  claim: { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' },
  slices: [],
}

const judge = ({ evidence, plan }: ReturnType<typeof simulateEvidence>): SuiteJudgement =>
  createSequentialDecider({ suite: { assertions: [assertion], deterministic: false }, plan }).judge(evidence)

const cases = (count: number, base: number, head: number) =>
  Array.from({ length: count }, () => ({ base, head }))

/** Evidence whose pairs are written down instead of drawn. */
function written(pairs: readonly (readonly [base: number, head: number])[], count: number) {
  const { evidence, plan } = simulateEvidence(cases(count, 1, 1), 0, 'written')
  return {
    evidence: {
      ...evidence,
      pairs: pairs.map(([base, head], position) => ({
        case: position % count,
        trial: Math.floor(position / count),
        position,
        base: Float64Array.of(base),
        head: Float64Array.of(head),
      })),
    },
    plan: { ...plan, pairs: pairs.length },
  }
}

const times = (count: number, pair: readonly [number, number]) => Array.from({ length: count }, () => pair)

describe('mistakes seen in the field, on the shipped decider', () => {
  it('"the intervals overlap": a paired drop is red though the intervals of the two arms overlap', () => {
    const pairs = [...times(14, [1, 0]), ...times(1, [0, 1]), ...times(65, [1, 1]), ...times(20, [0, 0])]
    const shuffled = createRandom('overlap').shuffle(pairs)
    const z = normalQuantile(0.975)
    expect(wilson(66, 100, z).high).toBeGreaterThan(wilson(79, 100, z).low)
    expect(judge(written(shuffled, 25)).verdict).toBe('regression')
  })

  it('observed power: the detectable effect is the same when the arms are exchanged', () => {
    const pairs = createRandom('power').shuffle([
      ...times(20, [1, 0]),
      ...times(3, [0, 1]),
      ...times(37, [1, 1]),
    ])
    const exchanged = pairs.map(([base, head]) => [head, base] as const)
    // One round is one look.
    const [there] = judge(written(pairs, 60)).metrics
    const [back] = judge(written(exchanged, 60)).metrics
    expect(there!.delta!.estimate).toBeCloseTo(-back!.delta!.estimate, 12)
    expect(there!.detectable).toBeGreaterThan(0)
    expect(back!.detectable).toBe(there!.detectable)
  })

  it('peeking at an interval for one look: it alarms in a tenth of no-ops and more, the decider in a twentieth', () => {
    const runs = 200
    const z95 = normalQuantile(0.95)
    let [peeked, red] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const simulated = simulateEvidence(cases(20, 0.8, 0.8), 15, `peek ${run}`)
      const { pairs } = simulated.evidence
      const alarms = Array.from({ length: 14 }, (_, look) => pairs.slice(0, 40 + 20 * look)).some(
        (seen) =>
          meanDifference(
            {
              differences: Float64Array.from(seen, (pair) => pair.head[0]! - pair.base[0]!),
              cases: Uint32Array.from(seen, (pair) => pair.case),
              weights: new Float64Array(20).fill(1),
            },
            z95,
          ).high < 0,
      )
      peeked += Number(alarms)
      red += Number(judge(simulated).verdict === 'regression')
    }
    expect(peeked / runs).toBeGreaterThan(0.1)
    expect(red / runs).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs))
  }, 60_000)

  it('"not significant" sold as "not worse": three pairs without a difference pass nothing, and a no-op does pass', () => {
    expect(judge(written(times(3, [1, 1]), 3)).verdict).toBe('inconclusive')
    expect(judge(simulateEvidence(cases(30, 0.9, 0.9), 10, 'no-op')).verdict).toBe('pass')
  })

  it('a raw rule of five points beside the test: a drop of eight points in few pairs is not red', () => {
    const judgement = judge(written([...times(3, [1, 0]), ...times(1, [0, 1]), ...times(21, [1, 1])], 25))
    expect(judgement.metrics[0]!.delta!.estimate).toBeCloseTo(-0.08, 12)
    expect(judgement.verdict).toBe('inconclusive')
  })

  it('fifty tests without a correction: a no-op seldom names any case', () => {
    const runs = 60
    const named = Array.from({ length: runs }, (_, run) =>
      judge(simulateEvidence(cases(50, 0.8, 0.8), 6, `fifty ${run}`)).cases.some(
        ({ verdict }) => verdict === 'regression',
      ),
    ).filter(Boolean).length
    expect(named / runs).toBeLessThan(0.1 + 2 * Math.sqrt((0.1 * 0.9) / runs))
  }, 60_000)

  it('Student’s t on five ordinal points: skewed judge scores of five cases keep the level', () => {
    const runs = 300
    const red = Array.from({ length: runs }, (_, run) => {
      const random = createRandom(`ordinal ${run}`)
      const score = (): number => (random.uniform() < 0.85 ? 1 : random.integer(4) / 4)
      return judge(
        written(
          Array.from({ length: 60 }, () => [score(), score()] as const),
          5,
        ),
      ).verdict
    }).filter((verdict) => verdict === 'regression').length
    expect(red / runs).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs))
  }, 60_000)

  it('a warm start from the old version: trials of another request are not taken for this one’s', () => {
    const recorded = createRecordedTrials()
    const values = Float64Array.of(1)
    for (const arm of ['base', 'head'] as const) {
      recorded.add(
        { arm, case: 'one', form: 'paired', trial: 0 },
        { request: `old ${arm}`, model: undefined, fingerprint: undefined, values },
      )
    }
    expect(recorded.endedPairs('one', 'old base', 'new head')).toEqual([])
    expect(recorded.endedPairs('one', 'old base', 'old head')).toHaveLength(1)
  })

  it('a width check before the regression check: an 80-point drop in few pairs is red at once', () => {
    const collapse = simulateEvidence(cases(20, 0.95, 0.15), 10, 'collapse')
    const judgement = judge(collapse)
    expect(judgement.verdict).toBe('regression')
    expect(judgement.metrics[0]!.base.trials).toBeLessThan(60)
  })
})
