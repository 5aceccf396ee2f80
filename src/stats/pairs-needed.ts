import { normalQuantile } from './normal.ts'

/** One-sided error rates in (0, .5). */
export interface ErrorRates {
  readonly falseAlarm: number
  readonly miss: number
}

/**
 * E[D²] (for pass/fail the rate of discordant pairs) estimated without looking at any sign: (ΣD² + ½)/(N +
 * 1). In (0, 1) also when all pairs tie; ½ without pairs.
 */
export function blindedDiscordance(sumOfSquares: number, pairs: number): number {
  return (sumOfSquares + 0.5) / (pairs + 1)
}

/** z_α + z_β. */
export function errorRateQuantile({ falseAlarm, miss }: ErrorRates): number {
  return -normalQuantile(falseAlarm) - normalQuantile(miss)
}

/**
 * Pairs that a fixed design needs to tell a drop of `margin` from none: (z_α + z_β)² ψ / margin², rounded up,
 * at least 1. Passing without any discordant pair needs `pairsWithoutDiscordance` besides.
 */
export function pairsNeeded(discordance: number, margin: number, rates: ErrorRates): number {
  return Math.max(1, Math.ceil((errorRateQuantile(rates) ** 2 * discordance) / margin ** 2))
}
