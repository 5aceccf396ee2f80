import { binomialProbability, binomialUpperTail } from './binomial.ts'

export interface McNemar {
  /** One-sided: evidence that there are more losses than gains. */
  readonly worse: number
  readonly twoSided: number
  /**
   * Two-sided with half the probability of what was observed: less conservative, not guaranteed to keep its
   * level.
   */
  readonly midP: number
}

/**
 * McNemar's exact test on discordant pairs, with `losses` (base passed, head failed) and `gains`, integers ≥
 * 0: given their number m, losses ~ Bin(m, ½) when the arms do not differ. `worse` is the exact form of the
 * sign-flip test of the mean for one pass/fail metric with equal weights and equally many pairs per case,
 * without random numbers. No discordant pair: all 1.
 */
export function mcnemar(losses: number, gains: number): McNemar {
  const discordant = losses + gains
  const larger = Math.max(losses, gains)
  const tail = binomialUpperTail(larger, discordant, 0.5)
  return {
    worse: binomialUpperTail(losses, discordant, 0.5),
    twoSided: Math.min(1, 2 * tail),
    midP: Math.min(1, 2 * tail - binomialProbability(larger, discordant, 0.5)),
  }
}
