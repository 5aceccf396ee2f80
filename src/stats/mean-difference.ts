import { allocatedDifference } from './allocated-difference.ts'
import { binomialLowerTail } from './binomial.ts'
import type { Interval } from './interval.ts'
import { noDiscordanceProbability } from './no-discordance.ts'
import { normalQuantile } from './normal.ts'
import { effectivePairs, type PairedSample, sampleMoments, weightedSum } from './paired-sample.ts'
import { stepSize } from './step-size.ts'
import { stratifiedScore } from './stratified.ts'
import { scoreInterval, tangoScore } from './tango.ts'

export interface MeanDifference extends Interval {
  /** Σ wᵢ S̄ᵢ in [−1, 1]; 0 without pairs. */
  readonly estimate: number
  readonly method: 'tango' | 'allocated' | 'stratified'
  readonly pairs: number
  /**
   * Evidence against a drop of `margin` (in (0, 1]) or more, as a standard normal deviate: non-inferiority
   * holds at one-sided level β when it is ≥ z_β. −∞ without pairs. With less than one discordant pair in all
   * it is never more than the pairs' number justifies by itself (`noDiscordanceProbability`); the normal
   * approximation alone would pass too early.
   */
  zNonInferiority(margin: number): number
  /**
   * Whether a drop of `margin` or more is excluded at a look of a sequential test: the deviate reaches `bound`, and so few net losses are
   * also improbable enough by themselves for the level that is `spent` up to this look, for near the ceiling the normal approximation alone
   * passes too early. (Few losses now are few losses before, so that looks cost nothing.)
   */
  excludesDrop(margin: number, bound: number, spent: number): boolean
}

/**
 * Mean difference over the fixed set of cases, for equal and unequal numbers of pairs per case and weights,
 * with its score interval at normal quantile z > 0 (one-sided level 1 − Φ(z) on each side). Without pairs:
 * estimate 0, interval [−1, 1].
 */
export function meanDifference(sample: PairedSample, z: number): MeanDifference {
  const { perRound } = sample
  const moments = sampleMoments(sample)
  if (perRound !== undefined && moments.inRounds && !moments.balanced) {
    return allocatedDifference({ ...sample, perRound }, z)
  }
  const estimate = Math.min(1, Math.max(-1, weightedSum(moments.weights, moments.means)))
  const discordance = moments.counts.reduce(
    (sum, count, index) => sum + count * moments.meanSquares[index]!,
    0,
  )
  // Pairs of equal weight that would be as precise: what a few heavy pairs are worth.
  const effective = moments.pairs === 0 ? 0 : Math.floor(effectivePairs(moments) + 1e-9)
  const netLosses = Math.ceil(Math.max(0, -estimate * moments.pairs) - 1e-9)
  // Near the ceiling the normal approximation passes too early: a drop of the margin must also make so few net losses unlikely.
  const fewLossesProbability = (margin: number): number =>
    moments.balanced
      ? binomialLowerTail(netLosses, moments.pairs, margin)
      : Math.max(
          discordance < 1 ? noDiscordanceProbability(moments, margin) : 0,
          binomialLowerTail(Math.ceil(Math.max(0, -estimate * effective) - 1e-9), effective, margin),
        )
  const score = moments.balanced
    ? (theta: number) => {
        const step = stepSize(discordance, moments.fourths, theta)
        const sums = {
          pairs: moments.pairs,
          sum: (estimate * moments.pairs) / step,
          sumOfSquares: discordance / step ** 2,
        }
        return tangoScore(sums, theta / step)
      }
    : (theta: number) => stratifiedScore(moments, theta)
  return {
    estimate,
    ...scoreInterval(score, estimate, z),
    method: moments.balanced ? 'tango' : 'stratified',
    pairs: moments.pairs,
    zNonInferiority: (margin) => Math.min(score(-margin), -normalQuantile(fewLossesProbability(margin))),
    excludesDrop: (margin, bound, spent) =>
      moments.pairs > 0 && score(-margin) >= bound && fewLossesProbability(margin) <= spent,
  }
}
