import type { Interval } from './interval.ts'

/**
 * Wilson's score interval for one rate at normal quantile z > 0, for display. `successes` may be a sum of
 * scores in [0, 1]: their variance is at most the binomial one, so the interval is then too wide rather than
 * too narrow. No trials: [0, 1]. Source: Wilson (1927).
 */
export function wilson(successes: number, trials: number, z: number): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const rate = successes / trials
  const square = (z * z) / trials
  const centre = rate + square / 2
  const half = z * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials))
  return {
    low: successes === 0 ? 0 : Math.max(0, (centre - half) / (1 + square)),
    high: successes === trials ? 1 : Math.min(1, (centre + half) / (1 + square)),
  }
}
