import type { SuiteEvidence } from './evidence.ts'

/**
 * What the sampler knows of the decider. When to look is planned from blinded evidence (no sign of any difference can be read from it),
 * and the one thing a look answers is whether the whole suite may stop: `statistics.md` §2.
 */
export interface StoppingRule {
  /**
   * Number of pairs at which the next look happens, or `undefined` when the plan is complete.
   * Greater than `blinded.pairs`.
   */
  nextLook(blinded: BlindedEvidence): number | undefined
  /** True when the suite may stop. */
  look(evidence: SuiteEvidence): boolean
}

/** Evidence without signs: per pair and metric |head − base|, and counts. */
export interface BlindedEvidence {
  readonly cases: number
  readonly pairs: number
  readonly missing: number
  /** [metric][pair], absolute differences. */
  readonly absoluteDifferences: readonly Float64Array[]
}
