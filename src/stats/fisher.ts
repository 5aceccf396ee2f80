import { logBinomialTerm } from './binomial-term.ts'

/** Passes out of trials; integers, 0 ≤ passes ≤ trials. */
export interface Passes {
  readonly passes: number
  readonly trials: number
}

/**
 * Fisher's exact test, one-sided: the probability that head has so few of all passes when both arms have one
 * pass rate. 1 when an arm is empty. The smallest value at k trials an arm is 1/C(2k, k). Work: the number of
 * trials.
 */
export function fisherWorse(base: Passes, head: Passes): number {
  const passes = base.passes + head.passes
  const trials = base.trials + head.trials
  if (base.trials === 0 || head.trials === 0) return 1
  // Hypergeometric probability as a ratio of binomial terms at the pooled rate: the rate cancels, the terms
  // stay moderate.
  const rate = passes / trials
  const term = (count: number, n: number): number => logBinomialTerm(count, n, rate, 1 - rate)
  let probability = 0
  for (let count = Math.max(0, passes - base.trials); count <= head.passes; count += 1) {
    probability += Math.exp(
      term(count, head.trials) + term(passes - count, base.trials) - term(passes, trials),
    )
  }
  return Math.min(1, probability)
}
