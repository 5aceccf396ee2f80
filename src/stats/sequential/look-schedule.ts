/** Cases of a suite up to this number are run at least twice before the horizon. */
const SMALL_SUITE = 60
const MOST_FIRST = 100
const LEAST_FIRST = 16
/** Looks over a horizon. */
const LOOKS = 20

/** Pairs before the first look: one round of all cases, at least 16 and at most 100. */
export function firstWave(cases: number): number {
  return Math.min(MOST_FIRST, Math.max(LEAST_FIRST, cases))
}

/** A suite's horizon: the longest of its metrics', whole, at least two rounds of a small suite. */
export function suiteHorizon(horizons: readonly number[], cases: number): number {
  const rounds = cases <= SMALL_SUITE ? 2 * cases : 0
  return Math.ceil(Math.max(1, rounds, ...horizons))
}

/**
 * Pairs at which the next look happens, or `undefined` when the horizon is reached. The last look is at the
 * horizon itself.
 *
 * @param done pairs so far, at least the first wave
 */
export function nextLook(done: number, horizon: number): number | undefined {
  if (done >= horizon) return undefined
  const step = Math.ceil(horizon / LOOKS)
  return done + 1.5 * step >= horizon ? horizon : done + step
}
