import { normalQuantile } from '../../stats/normal.ts'
import type { NoRegressionClaim } from '../../suite/assertion.ts'

/** Room for the estimate to be off when it is used to say how many more pairs would decide. */
const SAFETY = 1.35

/**
 * About how many further pairs would reach one of the two boundaries if the difference stayed as it is seen; `undefined` where it lies
 * between them, so that no number of pairs decides. Described, never gated on: it looks at the sign.
 */
export function pairsToDecide(input: {
  readonly estimate: number
  readonly claim: NoRegressionClaim
  /** Rate of discordant pairs. */
  readonly discordance: number
  readonly pairs: number
  readonly rates: { readonly level: number; readonly miss: number }
  /** Pairs that are missing for another reason, such as too few without any discordance. */
  readonly atLeast: number
}): number | undefined {
  const { estimate, claim, rates } = input
  const needed = (quantile: number, distance: number): number =>
    distance > 0 ? (SAFETY * input.discordance * quantile ** 2) / distance ** 2 : Number.POSITIVE_INFINITY
  const toPass = needed(normalQuantile(rates.miss), claim.margin + estimate)
  const toFail =
    -estimate > claim.tolerance ? needed(normalQuantile(rates.level), -estimate) : Number.POSITIVE_INFINITY
  const total = Math.min(toPass, toFail)
  return Number.isFinite(total) ? Math.max(1, input.atLeast, Math.ceil(total - input.pairs)) : undefined
}
