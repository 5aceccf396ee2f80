import type { Passes } from './fisher.ts'
import type { Interval } from './interval.ts'
import { wilson } from './wilson.ts'

/**
 * Newcombe's hybrid score interval (his method 10) for the difference head − base of two *independent* rates
 * at normal quantile z: for recorded trials that are not pairs. An empty arm may have any rate, so that the
 * ends of its range are taken as they are, not as errors that may cancel; without any trial [−1, 1]. Source:
 * Newcombe (1998), Stat. Med. 17, 873.
 */
export function newcombe(base: Passes, head: Passes, z: number): Interval {
  const baseInterval = wilson(base.passes, base.trials, z)
  const headInterval = wilson(head.passes, head.trials, z)
  if (base.trials === 0 || head.trials === 0) {
    return { low: headInterval.low - baseInterval.high, high: headInterval.high - baseInterval.low }
  }
  const [baseRate, headRate] = [base.passes / base.trials, head.passes / head.trials]
  const difference = headRate - baseRate
  return {
    low: Math.max(-1, difference - Math.hypot(headRate - headInterval.low, baseInterval.high - baseRate)),
    high: Math.min(1, difference + Math.hypot(headInterval.high - headRate, baseRate - baseInterval.low)),
  }
}
