import { firstWave } from '../stats/sequential/look-schedule.ts'

/**
 * Shares of the horizon at the assumed noise after which a suite is decided on average. Measured on the shipped decider with assumed
 * suites of 8 to 300 cases, margins of .05 and .10, one to three metrics, 100 runs each, where the first wave was not already more: the
 * smallest share, the middle and the largest. `alone`: trials of new cases that are always right, right half way between the rate that is
 * claimed and 1, and right just as often as is claimed; 300 runs each, one to forty cases, rates of .5 to .98.
 */
const DECIDED_AFTER = {
  nothing: [0.19, 0.27, 0.33],
  drop: [0.23, 0.32, 0.36],
  alone: [0.1, 0.18, 0.45],
} as const

/** Pairs after which a suite is decided on average where nothing better is known: never before its first wave. */
export function expectedPairs(
  change: keyof typeof DECIDED_AFTER,
  wantedPairs: number,
  cases: number,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const [low, estimate, high] = DECIDED_AFTER[change].map((share) =>
    Math.max(firstWave(cases), Math.ceil(share * wantedPairs)),
  ) as [number, number, number]
  return { low, estimate, high }
}
