/**
 * Exponent of the power family of spending functions. Below 1, the linear one, early looks may spend more: that
 * saves calls at the same power. Chosen by `bench/stats`.
 */
const USUAL_POWER = 0.8
/** The same where calls are short: late looks get nearly everything, as in a fixed design. */
const SHORT_POWER = 3

/**
 * Of that exponent, where history decides how often cases are drawn, for false passes: the pairs of the first looks tell more there, and what never
 * changed anything may pass early, at the same rate of false passes in all. Chosen by `bench/stats`.
 */
const EARLY_PASS = 0.5

/**
 * The exponent for a plan: where the budget allows less than the stated error rates want, power is what is short,
 * and early looks must not eat it.
 *
 * @param wanted horizon in pairs, > 0, at the noise that was seen blinded
 * @param cap pairs that the budget allows
 */
function spendingPower(wanted: number, cap: number): number {
  return Math.min(SHORT_POWER, Math.max(USUAL_POWER, (USUAL_POWER * wanted) / Math.max(1, cap)))
}

/** The exponents at which a plan spends its two error rates. */
export interface SpendingPowers {
  readonly falseAlarm: number
  readonly miss: number
}

/** @param allocated history decides how often cases are drawn */
export function spendingPowers(wanted: number, cap: number, allocated: boolean): SpendingPowers {
  const power = spendingPower(wanted, cap)
  return { falseAlarm: power, miss: allocated ? EARLY_PASS * power : power }
}

/**
 * The share of an error rate that may be spent up to a fraction of the horizon in [0, 1]: Kim & DeMets (1987)
 * with ρ = `power`.
 */
export function spentShare(fraction: number, power: number = USUAL_POWER): number {
  return Math.min(1, fraction) ** power
}
