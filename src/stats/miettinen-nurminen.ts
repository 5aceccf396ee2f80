/** One number for each of two independent arms. */
export interface PerArm {
  readonly base: number
  readonly head: number
}

/**
 * The most likely rates of two independent arms whose difference head − base is held at θ in [−1, 1]: the root of the likelihood's cubic in
 * closed form. Source: Miettinen & Nurminen (1985), Stat. Med. 4, 213, appendix I.
 *
 * @param rates observed, in [0, 1]
 * @param trials of each arm, > 0, not necessarily integers
 */
export function constrainedRates(rates: PerArm, trials: PerArm, theta: number): PerArm {
  const total = trials.base + trials.head
  const basePasses = rates.base * trials.base
  const passes = basePasses + rates.head * trials.head
  // x³ + bx² + cx + d = 0 in the base rate x.
  const b = ((trials.head + 2 * trials.base) * theta - total - passes) / total
  const c = ((trials.base * theta - total - 2 * basePasses) * theta + passes) / total
  const d = (basePasses * theta * (1 - theta)) / total
  const q = b ** 3 / 27 - (b * c) / 6 + d / 2
  const p = Math.sign(q) * Math.sqrt(Math.max(0, b ** 2 / 9 - c / 3))
  const angle = p === 0 ? Math.PI / 2 : (Math.PI + Math.acos(clamp(q / p ** 3, -1, 1))) / 3
  const base = clamp(2 * p * Math.cos(angle) - b / 3, Math.max(0, -theta), Math.min(1, 1 - theta))
  return { base, head: clamp(base + theta, 0, 1) }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
