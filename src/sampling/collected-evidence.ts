import type { DrawnFallback } from './draw-fallback.ts'
import type { EvidencePair, HeadOnlyTrial, MissingPair, SuiteEvidence } from './evidence.ts'
import type { FollowUpTrials } from './follow-up.ts'
import type { LabelTexts } from './label-texts.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

/** What has been seen of a suite so far; grows as trials end. */
export interface CollectedEvidence {
  /** Pairs at the look that is taken or waited for: what has been drawn behind it does not count yet. */
  end: number
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
    end: 0,
    pairs: [],
    missing: [],
    headOnly: [],
    headOnlyLost: 0,
    followUps: [],
    followUpsStopped: undefined,
    fallback: undefined,
    seen() {
      const counts = ({ position }: { readonly position: number }): boolean => position < this.end
      return {
        cases,
        metrics,
        labels: labels.texts,
        pairs: this.pairs.filter(counts),
        missing: this.missing.filter(counts),
        headOnly: this.headOnly,
        headOnlyLost: this.headOnlyLost,
        followUps: { trials: this.followUps, closed: this.followUpsStopped !== undefined },
        ...(this.fallback === undefined ? {} : { fallback: this.fallback.evidence }),
      }
    },
  }
}
