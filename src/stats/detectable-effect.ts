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
