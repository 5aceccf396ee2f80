import type { Passes } from '../../src/stats/fisher.ts'
import type { Interval } from '../../src/stats/interval.ts'
import { wilson } from '../../src/stats/wilson.ts'

/** Newcombe's hybrid score interval (1998, method 10) of head − base, which follows from Wilson's intervals of the two rates. */
export function hybridInterval(base: Passes, head: Passes, z: number): Interval {
  const [before, after] = [wilson(base.passes, base.trials, z), wilson(head.passes, head.trials, z)]
  const [p, q] = [base.passes / base.trials, head.passes / head.trials]
  return {
    low: q - p - Math.hypot(q - after.low, before.high - p),
    high: q - p + Math.hypot(after.high - q, p - before.low),
  }
}
