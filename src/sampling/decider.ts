import type { EvidenceCase, SuiteEvidence } from './evidence.ts'

/**
 * What the sampler knows of the decider. When to look is planned from blinded evidence (no sign of any difference can be read from it),
 * and the one thing a look answers is whether the whole suite may stop: `statistics.md` §2.
 */
export interface StoppingRule {
  /**
   * Number of pairs, lost ones included, at which the next look happens, or `undefined` when nothing more is wanted.
   * Greater than what `blinded` holds.
   */
  nextLook(blinded: BlindedEvidence): number | undefined
  /** True when the suite may stop. Called when that many pairs have ended. */
  look(evidence: SuiteEvidence): boolean
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
  /** [metric][pair]; NaN where unknown. */
  readonly smaller: readonly Float64Array[]
  readonly larger: readonly Float64Array[]
}
