import { type CaseMoments, weightedSum } from './paired-sample.ts'
import { constrainedVariance, standardised } from './tango.ts'

/**
 * Each case's variance estimate is drawn towards the pooled one as if the case had this many pairs more.
 * Picked after simulating several values; with this constant changed, `bench/stats/error-rates.ts` repeats
 * it. A change at the margin passed, at level .10, in .134, .109 and .094 of runs with 1, 3 and 6 when almost
 * everything passes and weights are 10:1, the worst setting that the value can mend, and in .115, .109 and
 * .108 with 2 or 20 pairs on eight cases. More would lean on a pooled variance that is wrong where cases
 * differ. No value helps eight pairs with weights 10:1 (.119): the normal approximation ends there.
 */
const PSEUDO_PAIRS = 3

/**
 * Score statistic of H: Δ = θ for Δ = Σ wᵢδᵢ when cases differ in their number of pairs or their weights
 * (pooling the pairs would then estimate something else). The variance is Σ wᵢ² sᵢ²/nᵢ, where sᵢ² is the
 * case's own, drawn towards the pooled variance under H that Tango's statistic uses; with one pair per case
 * and equal weights the two statistics are the same.
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
