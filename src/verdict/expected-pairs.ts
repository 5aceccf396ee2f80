import { firstWave } from '../stats/sequential/look-schedule.ts'

/**
 * Shares of the horizon at the assumed noise after which a suite is decided on average. Measured on the shipped decider with assumed
 * suites of 8 to 300 cases, margins of .05 and .10, one to three metrics, 100 runs each: .19 to .33 when nothing changed, .23 to .36 when
 * the mean drops by the margin, where the first wave was not already more.
 */
const DECIDED_AFTER = { nothing: 0.27, drop: 0.32 } as const

/** Pairs after which a suite is decided on average where nothing better is known: never before its first wave. */
export function expectedPairs(
  change: keyof typeof DECIDED_AFTER,
  wantedPairs: number,
  cases: number,
): number {
  return Math.max(firstWave(cases), Math.ceil(DECIDED_AFTER[change] * wantedPairs))
}
