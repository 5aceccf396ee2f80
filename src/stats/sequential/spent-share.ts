/**
 * Exponent of the power family of spending functions. Below 1, the linear one, early looks may spend more: that
 * saves calls at the same power. Chosen by `bench/stats`.
 */
const POWER = 0.8

/**
 * The share of an error rate that may be spent up to a fraction of the horizon in [0, 1]: Kim & DeMets (1987)
 * with ρ = .8.
 */
export function spentShare(fraction: number): number {
  return Math.min(1, fraction) ** POWER
}
