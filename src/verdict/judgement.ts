import type { Claim, MetricRole } from '../suite/assertion.ts'
import type { Attribution } from './attribute-drop.ts'
import type { ArmSummary, ClaimDecision } from './claim-test.ts'
import type { ConfirmedDrop } from './confirmations.ts'
import type { FallbackJudgement } from './judge-fallback.ts'
import type { LabelMove } from './label-move.ts'
import type { Verdict } from './verdict.ts'

/** What the evidence says about one suite. */
export interface SuiteJudgement {
  readonly verdict: Verdict
  /** One sentence without a full stop. */
  readonly reason: string
  readonly metrics: readonly MetricJudgement[]
  readonly cases: readonly CaseJudgement[]
  readonly notes: readonly string[]
  /** Of a red suite, as far as single cases can be blamed. */
  readonly culprits?: Culprits
  /** Of a red suite of which head changes several ingredients. */
  readonly attribution?: Attribution
  /** Where head has a fallback and it was exercised. */
  readonly fallback?: FallbackJudgement
  /** Where the plan ended without a decision and error rates are kept for an extension. */
  readonly extension?: {
    /** Beyond the plan's last look, lost ones included. */
    readonly pairs: number
    /** Further pairs could decide something. */
    readonly open: boolean
  }
}

export interface MetricJudgement extends Omit<ClaimDecision, 'verdict'> {
  /** `unaffected` where head alone was run and the claim is about both sides: shown, and nothing decided. */
  readonly verdict: Verdict
  readonly metric: string
  readonly role: MetricRole
  readonly claim: Claim
  readonly slice?: string
  readonly base: ArmSummary
  readonly head: ArmSummary
  readonly p: number | null
  /** Where error rates are kept for an extension: what decided it. Absent where they are not, and where nothing is decided. */
  readonly decidedBy?: 'plan' | 'extension'
  /** Of labels that changed: the cases in which they did most. Description, not part of the gate. */
  readonly movedCases?: readonly MovedCase[]
}

/** A case whose labels differ between the arms. */
export interface MovedCase extends Pick<LabelMove, 'moved' | 'from' | 'to'> {
  readonly case: string
  /** In each arm. */
  readonly trials: number
  /** The share of the labels that came less often, on fresh pairs, which had no part in finding the change, where they confirm it. */
  readonly confirmed?: Pick<ConfirmedDrop, 'base' | 'head' | 'p'>
}

/** Description, not part of the gate: which cases moved. */
export interface CaseJudgement {
  readonly case: string
  readonly metric: string
  readonly form: 'paired' | 'new' | 'edited'
  readonly verdict: 'regression' | 'improved' | 'inconclusive' | 'pass'
  readonly base: ArmSummary
  readonly head: ArmSummary
  /** The same on fresh pairs, which had no part in finding the drop, where they confirm it. */
  readonly confirmed?: Pick<ConfirmedDrop, 'base' | 'head' | 'p'>
}

/** What stands behind a suite's drops: single cases or many, and the slices. */
export interface Culprits {
  /** Where no score dropped and only labels changed. */
  readonly of?: 'labels'
  /** Fresh pairs confirm a case; no case stands out, or those that do are not confirmed; or they could not be tried. */
  readonly status: 'confirmed' | 'spread' | 'not-tried'
  /** Cases that stand out by the run's own data; 0 also where most of them do. */
  readonly suspects: number
  /** Cases that were tried on fresh pairs. */
  readonly tried: number
  /** Tags of the slices that regressed. */
  readonly slices: readonly string[]
}
