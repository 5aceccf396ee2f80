import { binomialLowerTail, binomialUpperTail } from './binomial.ts'
import { boundedMeanBounds, boundedMeanP } from './bounded-mean.ts'
import { clopperPearson } from './clopper-pearson.ts'
import type { Interval } from './interval.ts'
import { type CaseMoments, caseMoments, effectivePairs, weightedSum } from './paired-sample.ts'
import { wilson } from './wilson.ts'

export interface MeanScore {
  /** Σ wᵢ · mean score of case i, in [0, 1]; 0 without trials. */
  readonly mean: number
  readonly trials: number
  /** `exact`: pass/fail with equally many trials per case and equal weights. `chernoff`: everything else. */
  readonly method: 'exact' | 'chernoff'
  /** p-value of "the mean is at least `limit`": small when a smaller mean is proven. 1 without trials. */
  pBelow(limit: number): number
  /** p-value of "the mean is at most `limit`": small when a larger mean is proven. 1 without trials. */
  pAbove(limit: number): number
  /** Bounds of which each is wrong with probability at most `alpha`, guaranteed. [0, 1] without trials. */
  bounds(alpha: number): Interval
  /** Wilson's interval at normal quantile z, for display. */
  display(z: number): Interval
}

/**
 * One arm's mean score over a fixed set of cases, for claims about a rate. `scores` holds one score in [0, 1]
 * per trial (NaN: absent), `cases` the case of each, `weights` one per case as in `PairedSample`.
 */
export function meanScore(
  scores: Float64Array,
  cases: Uint32Array,
  weights: Float64Array,
  perRound?: ArrayLike<number>,
): MeanScore {
  const moments = caseMoments(scores, cases, weights, perRound)
  const trials = moments.pairs
  const mean = Math.min(1, weightedSum(moments.weights, moments.means))
  const passFail = scores.every((score) => score === 0 || score === 1 || Number.isNaN(score))
  const effective = trials === 0 ? 0 : effectivePairs(moments)
  const common = {
    mean,
    trials,
    display: (z: number) => wilson(Math.min(effective, mean * effective), effective, z),
  }
  if (moments.balanced && passFail) {
    const passes = Math.round(mean * trials)
    return {
      ...common,
      method: 'exact',
      pBelow: (limit) => binomialLowerTail(passes, trials, limit),
      pAbove: (limit) => binomialUpperTail(passes, trials, limit),
      bounds: (alpha) => clopperPearson(passes, trials, alpha),
    }
  }
  return {
    ...common,
    method: 'chernoff',
    pBelow: (limit) => boundedMeanP(moments, limit),
    pAbove: (limit) => boundedMeanP(mirrored(moments), 1 - limit),
    bounds: (alpha) => boundedMeanBounds(moments, alpha),
  }
}

function mirrored(moments: CaseMoments): CaseMoments {
  return { ...moments, means: moments.means.map((mean) => 1 - mean) }
}
