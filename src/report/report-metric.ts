import type { Claim } from '../suite/assertion.ts'
import type { MetricJudgement } from '../verdict/judgement.ts'
import type { MetricReport } from './report.ts'

/**
 * One judged metric in the words of the JSON contract.
 *
 * @param costPerCall mean price in US dollars of the calls so far; `null` where it is not known
 */
export function reportMetric(judgement: MetricJudgement, costPerCall: number | null): MetricReport {
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
    ...(judgement.bound === undefined ? {} : { bound: { ...judgement.bound } }),
    p: judgement.p,
    detectable: judgement.detectable,
    ...(judgement.decidedBy === undefined ? {} : { decided_by: judgement.decidedBy }),
    ...(morePairs === undefined
      ? {}
      : {
          needs: {
            pairs: morePairs,
            calls: 2 * morePairs,
            cost_usd: costPerCall === null ? null : costPerCall * 2 * morePairs,
          },
        }),
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
