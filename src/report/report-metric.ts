import type { StoppingRule } from '../sampling/decider.ts'
import type { SuiteOutcome } from '../sampling/sample-push.ts'
import type { Claim } from '../suite/assertion.ts'
import type { MetricJudgement } from '../verdict/judgement.ts'
import type { MetricReport } from './report.ts'

/** One judged metric in the words of the JSON contract. */
export function reportMetric(judgement: MetricJudgement, outcome: SuiteOutcome<StoppingRule>): MetricReport {
  const { delta, morePairs } = judgement
  return {
    metric: judgement.metric,
    role: judgement.role,
    assertion: judgement.claim.kind,
    ...(judgement.slice === undefined ? {} : { slice: judgement.slice }),
    ...parametersOf(judgement.claim),
    verdict: judgement.verdict,
    reason: judgement.reason,
    ...(judgement.cause === undefined ? {} : { cause: judgement.cause }),
    base: { ...judgement.base },
    head: { ...judgement.head },
    delta: delta === null ? null : { ...delta },
    ...(judgement.absolute === undefined ? {} : { absolute: { ...judgement.absolute } }),
    p: judgement.p,
    detectable: judgement.detectable,
    ...(judgement.decidedBy === undefined ? {} : { decided_by: judgement.decidedBy }),
    ...(morePairs === undefined
      ? {}
      : { needs: { pairs: morePairs, calls: 2 * morePairs, cost_usd: costOf(2 * morePairs, outcome) } }),
    notes: [...judgement.notes],
  }
}

function parametersOf(
  claim: Claim,
): Pick<MetricReport, 'margin' | 'tolerance' | 'limit' | 'slack' | 'quantile' | 'pass_power'> {
  switch (claim.kind) {
    case 'no-regression':
      return { margin: claim.margin, tolerance: claim.tolerance, ...passPower(claim) }
    case 'at-least':
    case 'at-most':
      return { limit: claim.rate, slack: claim.slack, ...passPower(claim) }
    case 'ratio-at-most':
      return { limit: claim.ratio, ...(claim.quantile === undefined ? {} : { quantile: claim.quantile }) }
    case 'distribution':
      return { limit: claim.totalVariation }
    case 'improves':
      return {}
  }
}

function passPower({ passPower: k }: { readonly passPower?: number }): Pick<MetricReport, 'pass_power'> {
  return k === undefined ? {} : { pass_power: k }
}

/** At the mean price of the calls so far. */
function costOf(calls: number, { tally }: SuiteOutcome<StoppingRule>): number | null {
  const made = tally.calls.base + tally.calls.head
  return tally.costUsd === undefined || made === 0 ? null : (tally.costUsd / made) * calls
}
