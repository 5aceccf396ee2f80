import type { DrawnFallback } from './draw-fallback.ts'
import type { EvidencePair, HeadOnlyTrial, MissingPair, SuiteEvidence } from './evidence.ts'
import type { FollowUpTrials } from './follow-up.ts'
import type { LabelTexts } from './label-texts.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

/** What has been seen of a suite so far; grows as trials end. */
export interface CollectedEvidence {
  readonly pairs: EvidencePair[]
  readonly missing: MissingPair[]
  readonly headOnly: HeadOnlyTrial[]
  headOnlyLost: number
  readonly followUps: FollowUpTrials[]
  /** Why no more fresh trials can be had that follow up a drop. */
  followUpsStopped: unknown
  /** Head with its model forced to fail, once that was exercised. */
  fallback: DrawnFallback | undefined
  /** As the decider gets it. */
  seen(): SuiteEvidence
}

export function collectEvidence(
  { pairs: cases, metrics }: Pick<SuiteToSample, 'pairs' | 'metrics'>,
  labels: LabelTexts,
): CollectedEvidence {
  return {
    pairs: [],
    missing: [],
    headOnly: [],
    headOnlyLost: 0,
    followUps: [],
    followUpsStopped: undefined,
    fallback: undefined,
    seen() {
      return {
        cases,
        metrics,
        labels: labels.texts,
        pairs: this.pairs,
        missing: this.missing,
        headOnly: this.headOnly,
        headOnlyLost: this.headOnlyLost,
        followUps: { trials: this.followUps, closed: this.followUpsStopped !== undefined },
        ...(this.fallback === undefined ? {} : { fallback: this.fallback.evidence }),
      }
    },
  }
}
