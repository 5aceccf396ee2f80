import { inverseIncompleteBeta } from './beta.ts'
import type { Interval } from './interval.ts'

/**
 * Clopper–Pearson bounds for one rate, each wrong with probability at most `alpha` (a two-sided interval at 1
 * − 2·alpha). Integers 0 ≤ successes ≤ trials; no trials: [0, 1]. With cases of different rates it holds for
 * their mean rate: Hoeffding (1956), except that one failure (or one success) in all may cost up to alpha²/2
 * more.
 */
export function clopperPearson(successes: number, trials: number, alpha: number): Interval {
  const failures = trials - successes
  return {
    low: successes === 0 ? 0 : inverseIncompleteBeta(successes, failures + 1, alpha).x,
    high: failures === 0 ? 1 : inverseIncompleteBeta(failures, successes + 1, alpha).y,
  }
}
