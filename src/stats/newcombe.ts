import type { Passes } from './fisher.ts'
import type { Interval } from './interval.ts'
import { wilson } from './wilson.ts'

/**
 * Newcombe's hybrid score interval (his method 10) for the difference head − base of two *independent* rates
 * at normal quantile z: for recorded trials that are not pairs. An empty arm has the whole of [0, 1]; without
 * any trial [−1, 1]. Source: Newcombe (1998), Stat. Med. 17, 873.
 */
export function newcombe(base: Passes, head: Passes, z: number): Interval {
  const rate = ({ passes, trials }: Passes): number => (trials === 0 ? 0.5 : passes / trials)
  const [baseRate, headRate] = [rate(base), rate(head)]
  const baseInterval = wilson(base.passes, base.trials, z)
  const headInterval = wilson(head.passes, head.trials, z)
  const difference = headRate - baseRate
  return {
    low: Math.max(-1, difference - Math.hypot(headRate - headInterval.low, baseInterval.high - baseRate)),
    high: Math.min(1, difference + Math.hypot(headInterval.high - headRate, baseRate - baseInterval.low)),
  }
}
