import type { Claim, MetricRole } from '../suite/assertion.ts'
import type { ArmSummary, ClaimDecision } from './claim-test.ts'
import type { Verdict } from './verdict.ts'

/** What the evidence says about one suite. */
export interface SuiteJudgement {
  readonly verdict: Verdict
  /** One sentence without a full stop. */
  readonly reason: string
  readonly metrics: readonly MetricJudgement[]
  readonly cases: readonly CaseJudgement[]
  readonly notes: readonly string[]
}

export interface MetricJudgement extends ClaimDecision {
  readonly metric: string
  readonly role: MetricRole
  readonly claim: Claim
  readonly slice?: string
  readonly base: ArmSummary
  readonly head: ArmSummary
  readonly p: number | null
}

/** Description, not part of the gate: which cases moved. */
export interface CaseJudgement {
  readonly case: string
  readonly metric: string
  readonly form: 'paired' | 'new' | 'edited'
  readonly verdict: 'regression' | 'improved' | 'inconclusive' | 'pass'
  readonly base: ArmSummary
  readonly head: ArmSummary
}
