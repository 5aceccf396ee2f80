import { binomialLowerTail } from './binomial.ts'
import { boundedMeanP } from './bounded-mean.ts'
import type { Interval } from './interval.ts'
import { constrainedRates, type PerArm } from './miettinen-nurminen.ts'
import { noDiscordanceProbability } from './no-discordance.ts'
import { weightedSum } from './paired-sample.ts'
import { stepSize } from './step-size.ts'
import { constrainedVariance, scoreInterval, standardised } from './tango.ts'
import {
  type ArmMoments,
  armMean,
  type TwoArmMoments,
  type TwoArmSample,
  twoArmMoments,
} from './two-arm-sample.ts'

export interface IndependentDifference extends Interval {
  /** Σ wᵢ (mean of head − mean of base) in [−1, 1]; 0 where no case has trials in both arms. */
  readonly estimate: number
  /** Trials an arm, equally many in all cases, that would be as precise: 2 / Σ wᵢ²(1/bᵢ + 1/hᵢ). */
  readonly pairs: number
  /** Mean squared difference of two trials of a case, whatever their arms: what discordance is for pairs. */
  readonly discordance: number
  /** The same of its fourth power. */
  readonly fourths: number
  /**
   * Whether a drop of `margin` (in (0, 1]) or more is excluded: its score reaches `z`, the normal quantile of the level `miss`, and so few net
   * losses are improbable enough by themselves, for near the ceiling the normal approximation alone passes too early.
   */
  excludesDrop(margin: number, z: number, miss: number): boolean
}

/**
 * Mean difference over the fixed set of cases when the trials of the arms are independent of each other, in any number per case and arm, with
 * its score interval at normal quantile z > 0 (one-sided level 1 − Φ(z) on each side). The interval is never of zero width; it is [−1, 1]
 * where no case has trials in both arms, or an arm has a single trial.
 *
 * The score of H: Δ = θ is (estimate − θ)/√V(θ). With one trial per case and arm it is, up to the correction for few trials, Tango's on the
 * pairs; with a single case it is close to Miettinen and Nurminen's. `test/stats/independent-difference.test.ts` holds simulated levels.
 */
export function independentDifference(sample: TwoArmSample, z: number): IndependentDifference {
  const moments = twoArmMoments(sample)
  const means: PerArm = { base: armMean(moments, 'base'), head: armMean(moments, 'head') }
  const estimate = moments.cases.length === 0 ? 0 : means.head - means.base
  const { pairs, discordance, fourths, varianceAt } = varianceOfDifference(moments, means)
  const score = (theta: number): number => standardised(estimate - theta, varianceAt(theta))
  return {
    estimate,
    ...scoreInterval(score, estimate, z),
    pairs,
    discordance,
    fourths,
    excludesDrop: (margin, bound, miss) =>
      pairs > 0 && score(-margin) >= bound && fewLossesProbability(moments, estimate, margin) <= miss,
  }
}

/**
 * V(θ), the variance of the estimate when the difference is held at θ.
 *
 * The variance of one trial is pooled over the cases, each with the share that it has in the variance of the estimate, wᵢ²(1/bᵢ + 1/hᵢ): that
 * is right on average also where noisy cases have few trials or great weights, which drawing each case's own variance towards a plain mean was
 * not (a change at the margin passed in .14 to .17 of runs at level .10). It is held at θ as Tango's is, and divided between the
 * arms as Miettinen and Nurminen's constrained rates are: of all-pass data a drop could only come from head, so that its trials alone count.
 */
function varianceOfDifference(
  moments: TwoArmMoments,
  means: PerArm,
): {
  readonly pairs: number
  readonly discordance: number
  readonly fourths: number
  readonly varianceAt: (theta: number) => number
} {
  const { weights, base, head } = moments
  const inverse: PerArm = { base: inverseTrials(base, weights), head: inverseTrials(head, weights) }
  const both = inverse.base + inverse.head
  if (both === 0) return { pairs: 0, discordance: 0, fourths: 0, varianceAt: unknown }
  const pairs = 2 / both
  const shares = weights.map(
    (weight, index) => (weight ** 2 * (1 / base.counts[index]! + 1 / head.counts[index]!)) / both,
  )
  const square = weightedSum(shares, moments.squares)
  const fourth = weightedSum(shares, moments.fourths)
  const mean = means.head - means.base
  const trials: PerArm = { base: 1 / inverse.base, head: 1 / inverse.head }
  // The variance of a single trial cannot be known.
  if (Math.min(trials.base, trials.head) <= 1 + 1e-9)
    return { pairs, discordance: square, fourths: fourth, varianceAt: unknown }
  return {
    pairs,
    discordance: square,
    fourths: fourth,
    varianceAt(theta) {
      const step = stepSize(square * pairs, fourth * pairs, theta)
      const held = step ** 2 * constrainedVariance(mean / step, square / step ** 2, theta / step)
      const rates = constrainedRates(means, trials, theta)
      const spread: PerArm = { base: rates.base * (1 - rates.base), head: rates.head * (1 - rates.head) }
      const total = spread.base + spread.head
      const ofHead = total === 0 ? 0.5 : spread.head / total
      // Less one: the variance is estimated from few trials.
      return held * ((1 - ofHead) / (trials.base - 1) + ofHead / (trials.head - 1))
    },
  }
}

/** Σ wᵢ²/nᵢ. */
function inverseTrials({ counts }: ArmMoments, weights: Float64Array): number {
  return weights.reduce((sum, weight, index) => sum + weight ** 2 / counts[index]!, 0)
}

const unknown = (): number => Number.POSITIVE_INFINITY

/**
 * The largest probability of so few net losses in head if the weighted mean had dropped by `margin` from a perfect base: the binomial one where
 * all trials of head count alike, Chernoff's bound over all ways in which the drop could be spread where they do not.
 */
function fewLossesProbability({ weights, head }: TwoArmMoments, estimate: number, margin: number): number {
  const losses = Math.max(0, -estimate)
  if (losses === 0) return noDiscordanceProbability({ counts: head.counts, weights }, margin)
  const perShare = head.counts.map((count, index) => count / weights[index]!)
  const even = perShare.every((value) => Math.abs(value - perShare[0]!) <= 1e-9 * perShare[0]!)
  if (!even) {
    return boundedMeanP({ counts: head.counts, weights, means: weights.map(() => losses) }, margin)
  }
  const trials = head.counts.reduce((sum, count) => sum + count, 0)
  return binomialLowerTail(Math.ceil(losses * trials - 1e-9), trials, margin)
}
