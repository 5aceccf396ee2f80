import type { EvidenceCase, SuiteEvidence } from './evidence.ts'
import type { FollowUp } from './follow-up.ts'

/**
 * What the sampler knows of the decider. When to look is planned from blinded evidence (no sign of any difference can be read from it),
 * and the one thing that a look says about the plan is whether the whole suite may stop: `statistics.md` §2. Follow-ups do see signs; they
 * are no part of the plan.
 */
export interface StoppingRule {
  /**
   * Number of pairs, lost ones included, at which the next look happens, or `undefined` when nothing more is wanted; of trials of head alone
   * where the plan has no pairs. Greater than what `blinded` holds.
   */
  nextLook(blinded: BlindedEvidence): number | undefined
  /**
   * True when the suite may stop. Called when that many pairs have ended, and again when what `followUps` asked for has: the same look is then
   * reconsidered, and nothing is spent twice.
   */
  look(evidence: SuiteEvidence): boolean
  /** Fresh trials that the latest look asks for and that the evidence does not hold yet. They are no pairs of the plan. */
  followUps(evidence: SuiteEvidence): readonly FollowUp[]
  /**
   * Whether pairs beyond the plan could still decide what the plan, carried out, has not. Asked at complete rounds, again and again.
   * Absent: never.
   */
  isOpen?(evidence: SuiteEvidence): boolean
}

/** Evidence without arms: per pair and metric the smaller and the larger of the two values, and counts. */
export interface BlindedEvidence {
  readonly cases: readonly EvidenceCase[]
  readonly metrics: readonly string[]
  /** Per whole pair, index of its case; in the order of the plan. */
  readonly pairs: Uint32Array
  /** Number of lost pairs. */
  readonly missing: number
  /** Number of trials of head alone, lost ones included. */
  readonly alone: number
  /** Of a metric, per pair; NaN where unknown. Made when asked for: at a hundred thousand pairs columns that nobody needs would add up. */
  smaller(metric: number): Float64Array
  larger(metric: number): Float64Array
}
