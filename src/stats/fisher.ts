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
  const first = Math.max(0, passes - base.trials)
  if (trials <= EXACT_TRIALS) {
    let tables = 0
    for (let count = first; count <= head.passes; count += 1) {
      tables += choose(head.trials, count) * choose(base.trials, passes - count)
    }
    return tables / choose(trials, passes)
  }
  // Hypergeometric probability as a ratio of binomial terms at the pooled rate: the rate cancels, the terms
  // stay moderate.
  const rate = passes / trials
  const term = (count: number, n: number): number => logBinomialTerm(count, n, rate, 1 - rate)
  let probability = 0
  for (let count = first; count <= head.passes; count += 1) {
    probability += Math.exp(
      term(count, head.trials) + term(passes - count, base.trials) - term(passes, trials),
    )
  }
  return Math.min(1, probability)
}

/**
 * Up to this number of trials all numbers of tables are integers below 2⁵³: the probability is rounded once. Three losses of three are .05
 * then, and no more, so that they reach a level of .05.
 */
const EXACT_TRIALS = 50

/** C(n, k): every product below is divisible. */
function choose(n: number, k: number): number {
  let count = 1
  for (let drawn = 1; drawn <= Math.min(k, n - k); drawn += 1) count = (count * (n - drawn + 1)) / drawn
  return count
}
