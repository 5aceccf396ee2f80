import { weightedSum } from './paired-sample.ts'

/** Trials of two arms that are independent of each other, grouped by case. */
export interface TwoArmSample {
  /** One per trial: a score in [0, 1]. NaN: the trial lacks this metric and is left out. */
  readonly scores: Float64Array
  /** One per trial: index into `weights`. */
  readonly cases: Uint32Array
  /** One per trial: 1 for head, 0 for base. */
  readonly heads: Uint8Array
  /** One per case, finite, ≥ 0. Only their proportions matter: they are normalised over the cases that both arms have. */
  readonly weights: Float64Array
}

/** Moments of one arm, one entry per case. */
export interface ArmMoments {
  /** Trials of the case, ≥ 1. */
  readonly counts: Float64Array
  readonly means: Float64Array
  /** Σ (score − mean of the case in this arm)². */
  readonly deviations: Float64Array
}

/** Moments of the cases that have a trial in both arms and a positive weight; the arrays are parallel. */
export interface TwoArmMoments {
  /** Index of the case in the sample's `weights`, ascending. */
  readonly cases: Uint32Array
  /** Sum to 1. */
  readonly weights: Float64Array
  readonly base: ArmMoments
  readonly head: ArmMoments
  /**
   * Mean of (x − y)² over all pairs of trials of the case, whatever their arms: twice the variance of one trial, and more where the arms
   * differ. With one trial an arm it is the square of their difference.
   */
  readonly squares: Float64Array
  /** Mean of (x − y)⁴ over the same pairs. */
  readonly fourths: Float64Array
}

export function twoArmMoments({ scores, cases, heads, weights }: TwoArmSample): TwoArmMoments {
  const base = createTotals(weights.length)
  const head = createTotals(weights.length)
  const known = Array.from(scores.keys()).filter((trial) => !Number.isNaN(scores[trial]!))
  for (const trial of known) addScore(heads[trial] === 1 ? head : base, cases[trial]!, scores[trial]!)
  const both = createTotals(weights.length)
  for (let index = 0; index < weights.length; index += 1) {
    both.counts[index] = base.counts[index]! + head.counts[index]!
    both.sums[index] = base.sums[index]! + head.sums[index]!
  }
  const fourthPowers = new Float64Array(weights.length)
  for (const trial of known) {
    const index = cases[trial]!
    const arm = heads[trial] === 1 ? head : base
    arm.deviations[index]! += (scores[trial]! - arm.sums[index]! / arm.counts[index]!) ** 2
    const deviation = scores[trial]! - both.sums[index]! / both.counts[index]!
    both.deviations[index]! += deviation ** 2
    fourthPowers[index]! += deviation ** 4
  }
  const present = Uint32Array.from(weights.keys()).filter(
    (index) => base.counts[index]! > 0 && head.counts[index]! > 0 && weights[index]! > 0,
  )
  const pick = (value: (index: number) => number): Float64Array => Float64Array.from(present, value)
  const totalWeight = present.reduce((sum, index) => sum + weights[index]!, 0)
  const pairsOf = (index: number): number => (both.counts[index]! * (both.counts[index]! - 1)) / 2
  const momentsOf = (arm: Totals): ArmMoments => ({
    counts: pick((index) => arm.counts[index]!),
    means: pick((index) => arm.sums[index]! / arm.counts[index]!),
    deviations: pick((index) => arm.deviations[index]!),
  })
  return {
    cases: present,
    weights: pick((index) => weights[index]! / totalWeight),
    base: momentsOf(base),
    head: momentsOf(head),
    // Σ(xⱼ − xₖ)² = nΣd² and Σ(xⱼ − xₖ)⁴ = nΣd⁴ + 3(Σd²)² over the pairs, with d the deviations from the mean.
    squares: pick((index) => (both.counts[index]! * both.deviations[index]!) / pairsOf(index)),
    fourths: pick(
      (index) =>
        (both.counts[index]! * fourthPowers[index]! + 3 * both.deviations[index]! ** 2) / pairsOf(index),
    ),
  }
}

/** Weighted mean of an arm, exactly 1 when all its scores are; NaN without cases. */
export function armMean({ weights, ...arms }: TwoArmMoments, arm: 'base' | 'head'): number {
  return weightedSum(weights, arms[arm].means) / weights.reduce((sum, weight) => sum + weight, 0)
}

interface Totals {
  readonly counts: Float64Array
  readonly sums: Float64Array
  readonly deviations: Float64Array
}

function createTotals(size: number): Totals {
  return {
    counts: new Float64Array(size),
    sums: new Float64Array(size),
    deviations: new Float64Array(size),
  }
}

function addScore(arm: Totals, index: number, score: number): void {
  arm.counts[index]! += 1
  arm.sums[index]! += score
}
