import { meanDifference } from '../../stats/mean-difference.ts'
import type { Claim } from '../../suite/assertion.ts'
import type { ClaimTest } from '../claim-test.ts'
import { countPairs, pairedDifferences } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { points, summarise } from './summaries.ts'

type ImprovesClaim = Extract<Claim, { kind: 'improves' }>

/** "Head is better than base": improved when the interval lies above zero, red when a drop is proven, inconclusive otherwise. */
export function testImproves(
  hypothesis: Hypothesis<ImprovesClaim>,
  { table, deterministic, marks }: ClaimEvidence,
): ClaimTest {
  const sample = pairedDifferences(table, hypothesis.metric, hypothesis.weights)
  return {
    ...summarise(hypothesis, table),
    p: deterministic ? null : marks.p,
    information: countPairs(sample),
    decide({ level, falseAlarmBound, passed }) {
      const { estimate, low, high, pairs } = meanDifference(sample, falseAlarmBound)
      const common = {
        delta: deterministic || pairs === 0 ? null : { estimate, low, high, level: 1 - 2 * level },
        detectable: null,
        notes: [],
      }
      if (pairs === 0)
        return { ...common, verdict: 'not-evaluable', reason: 'there is no whole pair of trials' }
      if (estimate < 0 && (deterministic || marks.dropped)) {
        return {
          ...common,
          verdict: 'regression',
          cause: 'mean',
          reason: `was to improve and dropped by ${points(estimate)}`,
        }
      }
      if (deterministic ? estimate > 0 : passed !== undefined || low > 0) {
        return {
          ...common,
          verdict: 'improved',
          reason: `rose by ${points(estimate)}, more than chance explains`,
        }
      }
      return { ...common, verdict: 'inconclusive', reason: `no improvement is shown by ${pairs} pairs` }
    },
  }
}
