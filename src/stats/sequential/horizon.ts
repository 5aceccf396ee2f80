import { pairsWithoutDiscordance } from '../no-discordance.ts'
import { normalQuantile } from '../normal.ts'
import { blindedDiscordance, type ErrorRates, errorRateQuantile } from '../pairs-needed.ts'
import { stepSize } from '../step-size.ts'
import { constrainedVariance } from '../tango.ts'

/**
 * What a sequential plan is longer than the fixed design of the same error rates: it trades power for calls.
 * Chosen by `bench/stats`.
 */
const INFLATION = 1.35

/**
 * Pairs at which a sequential test of a drop of `margin` has spent its error rates, from blinded data:
 * f(z_α√ψ̂ + z_β√v)²/margin² with v the variance that passing must reckon with (Tango's, held at the margin; it
 * is far above ψ̂ when few pairs differ), and at least what passing takes when no pair differs.
 *
 * @param noise ΣD² and ΣD⁴ over `pairs`
 */
export function differenceHorizon(
  noise: { readonly squares: number; readonly fourths: number; readonly pairs: number },
  margin: number,
  rates: ErrorRates,
): number {
  const discordance = blindedDiscordance(noise.squares, noise.pairs)
  const step = stepSize(noise.squares, noise.fourths, margin)
  const distance =
    -normalQuantile(rates.falseAlarm) * Math.sqrt(discordance) -
    normalQuantile(rates.miss) *
      step *
      Math.sqrt(constrainedVariance(0, discordance / step ** 2, -margin / step))
  return Math.max(INFLATION * (distance / margin) ** 2, pairsWithoutDiscordance(margin, rates.miss))
}

/** The same for any mean: observations of this variance, told from each other at this distance. */
export function meanHorizon(variance: number, distance: number, rates: ErrorRates): number {
  return (INFLATION * errorRateQuantile(rates) ** 2 * variance) / distance ** 2
}
