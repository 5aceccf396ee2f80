import { binomialProbability } from '../binomial.ts'

/** Group-sequential boundary for a count of pairs, exact at every look. */
export interface ExactBoundary {
  /**
   * @param trials new trials since the look before, ≥ 0
   * @param spent probability spent up to and including this look, in [0, 1), not falling
   * @returns the smallest count so far that rejects; more than all trials when none can
   */
  next(trials: number, spent: number): number
}

/**
 * For counts that add Bin(m, `rate`) at each look: losses among discordant pairs (rate ½, one pass/fail metric,
 * the mean drop alone) or failures among trials. c is the smallest with P(count ≥ c, not rejected before) ≤
 * spent − what earlier looks really used; what discreteness leaves unspent carries forward. No random numbers.
 */
export function createExactBoundary(rate: number): ExactBoundary {
  let alive: readonly number[] = [1]
  let used = 0
  return {
    next(trials, spent) {
      const step = Array.from({ length: trials + 1 }, (_, count) => binomialProbability(count, trials, rate))
      const density = convolve(alive, step)
      let bound = density.length
      let tail = 0
      while (bound > 0 && tail + density[bound - 1]! <= spent - used + 1e-12) {
        bound -= 1
        tail += density[bound]!
      }
      used += tail
      alive = density.slice(0, bound)
      return bound
    },
  }
}

function convolve(a: readonly number[], b: readonly number[]): readonly number[] {
  const sum = new Array<number>(Math.max(1, a.length + b.length - 1)).fill(0)
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      sum[i + j]! += x * y
    })
  })
  return sum
}
