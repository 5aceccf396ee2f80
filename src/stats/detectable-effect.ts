import { caseMoments, type PairedSample, weightedSum } from './paired-sample.ts'
import { blindedDiscordance, type ErrorRates, errorRateQuantile } from './pairs-needed.ts'

/**
 * The drop that N pairs tell from none with these error rates, over the fixed set of cases: (z_α + z_β)√(1.25
 * ψ̂/N), at most 1; 1 without pairs. Uses no sign of any difference. A warning to print, never a condition
 * for passing.
 */
export function detectableEffect(sumOfSquares: number, pairs: number, rates: ErrorRates): number {
  if (pairs === 0) return 1
  return Math.min(
    1,
    errorRateQuantile(rates) * Math.sqrt((1.25 * blindedDiscordance(sumOfSquares, pairs)) / pairs),
  )
}

/**
 * The same if the cases are a sample: (z_α + z_β)√(ω²/n + ψ_w/(nk)) with ψ_w the mean variance within cases,
 * ω² what the spread of the case means has beyond it, k the harmonic mean of the pairs per case. More trials
 * lower only the second term. With one pair a case the two cannot be told apart and ψ_w is 0. At most 1; 1
 * with fewer than two cases.
 */
export function detectablePopulationEffect(sample: PairedSample, rates: ErrorRates): number {
  const { cases, counts, means, deviations, weights } = caseMoments(
    sample.differences,
    sample.cases,
    sample.weights,
  )
  const n = cases.length
  if (n < 2) return 1
  const estimate = weightedSum(weights, means)
  const spread =
    (n / (n - 1)) * weights.reduce((sum, weight, i) => sum + weight * (means[i]! - estimate) ** 2, 0)
  const freedom = counts.reduce((sum, count) => sum + count - 1, 0)
  const within = freedom === 0 ? 0 : deviations.reduce((sum, deviation) => sum + deviation, 0) / freedom
  const perCase = n / counts.reduce((sum, count) => sum + 1 / count, 0)
  const between = Math.max(0, spread - within / perCase)
  return Math.min(1, errorRateQuantile(rates) * Math.sqrt((between + within / perCase) / n))
}
