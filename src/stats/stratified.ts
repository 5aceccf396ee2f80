import { type CaseMoments, weightedSum } from './paired-sample.ts'
import { constrainedVariance, standardised } from './tango.ts'

/**
 * Each case's variance estimate is drawn towards the pooled one as if it had this many pairs more: PSEUDO_PAIRS = 1 leaves one pair per
 * case, which has no variance of its own, wholly to the pooled value. See `bench/stats/error-rates.ts` for what other choices do.
 */
const PSEUDO_PAIRS = 3

/**
 * Score statistic of H: Δ = θ for Δ = Σ wᵢδᵢ when cases differ in their number of pairs or their weights (pooling the pairs would then
 * estimate something else). The variance is Σ wᵢ² sᵢ²/nᵢ, where sᵢ² is the case's own, drawn towards the pooled variance under H that
 * Tango's statistic uses; with one pair per case and equal weights the two statistics are the same.
 */
export function stratifiedScore(moments: CaseMoments, theta: number): number {
  if (moments.pairs === 0) return 0
  const mean = weightedSum(moments.weights, moments.means)
  const pooled = constrainedVariance(mean, weightedSum(moments.weights, moments.meanSquares), theta)
  return standardised(mean - theta, varianceOfMean(moments, pooled))
}

/** Σ wᵢ² sᵢ²/nᵢ with each sᵢ² drawn towards `pooled`. Positive when `pooled` is. */
export function varianceOfMean({ weights, counts, deviations }: CaseMoments, pooled: number): number {
  return weights.reduce((sum, weight, index) => {
    const count = counts[index]!
    const variance = (deviations[index]! + PSEUDO_PAIRS * pooled) / (count - 1 + PSEUDO_PAIRS)
    return sum + (weight ** 2 * variance) / count
  }, 0)
}
