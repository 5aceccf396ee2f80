import { caseMoments, weightedSum } from '../../stats/paired-sample.ts'
import type { ArmSummary } from '../claim-test.ts'
import type { EvidenceTable } from '../evidence-table.ts'
import type { Hypothesis } from '../hypothesis.ts'

/** Weighted means of both arms over the whole pairs. */
export function summarise(hypothesis: Hypothesis, table: EvidenceTable): Record<'base' | 'head', ArmSummary> {
  const arm = (values: Float64Array): ArmSummary => {
    const moments = caseMoments(values, table.cases, hypothesis.weights, table.perRound)
    return {
      mean: moments.pairs === 0 ? null : weightedSum(moments.weights, moments.means),
      trials: moments.pairs,
    }
  }
  return { base: arm(table.base[hypothesis.metric]!), head: arm(table.head[hypothesis.metric]!) }
}

/** For reasons: `8.0 points`, without a sign. */
export function points(difference: number): string {
  return `${(Math.abs(difference) * 100).toFixed(1)} points`
}

/** For reasons: `93.1 %`. */
export function percent(rate: number, digits = 1): string {
  return `${(rate * 100).toFixed(digits)} %`
}
