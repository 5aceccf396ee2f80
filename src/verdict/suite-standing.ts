import type { MetricRole } from '../suite/assertion.ts'
import type { ClaimStanding } from './claim-standing.ts'
import { foldVerdicts } from './fold-verdicts.ts'
import type { MetricJudgement } from './judgement.ts'
import type { Verdict } from './verdict.ts'

/** Where a suite stands after a look. For people who wait; the sampler is never told. */
export interface SuiteStanding extends ClaimStanding {
  /** Pairs at the look, lost ones included. */
  readonly pairs: number
  /** Nothing more is drawn for a verdict; trials that name the cases behind a drop may follow. */
  readonly ended: boolean
  /** What the look alone says. */
  readonly verdict: Verdict
}

/**
 * One claim that got worse makes the suite red, all have to pass for it to pass.
 *
 * @param claims parallel to `metrics`
 */
export function suiteStanding(
  metrics: readonly MetricJudgement[],
  claims: readonly ClaimStanding[],
  look: Pick<SuiteStanding, 'pairs' | 'ended'>,
): SuiteStanding {
  const gating = claims.filter((_, index) => isGating(metrics[index]!.role))
  return {
    ...look,
    verdict: foldVerdicts(metrics).verdict,
    worse: Math.max(0, ...gating.map((one) => one.worse)),
    pass: gating.length === 0 ? 0 : Math.min(...gating.map((one) => one.pass)),
  }
}

function isGating(role: MetricRole): boolean {
  return role !== 'advisory'
}
