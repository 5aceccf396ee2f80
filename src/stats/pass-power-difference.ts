import { caseMoments, type PairedSample, weightedSum } from './paired-sample.ts'
import { passPowerK } from './pass-power-k.ts'

/** Pass or fail of the trials of both arms, grouped by case. */
export interface PassPairs extends Omit<PairedSample, 'differences'> {
  /** One per pair: 1 or 0; NaN where it is absent: the pair is then left out. */
  readonly base: Float64Array
  readonly head: Float64Array
}

export interface PassPowerDifference {
  /** Weighted mean over cases of pass^k in head − in base, each estimated without bias; 0 without such a case. */
  readonly estimate: number
  /** Indices of the cases of positive weight that have fewer than k pairs: nothing can be said of the suite's pass^k until there is none. */
  readonly waiting: readonly number[]
  /**
   * Differences whose mean in each case is that case's difference of pass^k divided by k; in [−1, 1], one per pair, NaN in waiting cases. The tests
   * of a mean difference hold for them with a k-th of the margin, and k times their interval is that of pass^k.
   */
  readonly sample: PairedSample
}

/**
 * Difference between the arms of the chance that k trials of a case all pass, over the fixed set of cases. The differences are the jackknife's
 * pseudo-values nU − (n−1)U₋ᵣ of U = C(c, k)/C(n, k): their mean is U itself, since U is a U-statistic, and their variance errs upwards (Efron &
 * Stein 1981). They are divided by k because one failure more costs up to k times its share. A case of exactly k pairs has nothing to leave
 * out: its whole difference then stands on one pair, so that its square is its variance.
 */
export function passPowerDifference(pairs: PassPairs, k: number): PassPowerDifference {
  const { base, head, cases, weights, perRound } = pairs
  const counts = countPasses(pairs)
  const open = new Uint8Array(weights.length)
  const differences = Float64Array.from(base, (before, pair) => {
    const after = head[pair]!
    const index = cases[pair]!
    const count = counts[index]!
    if (Number.isNaN(before) || Number.isNaN(after) || count.pairs < k) return Number.NaN
    if (count.pairs > k) {
      return (
        (pseudoValue(count.head, count.pairs, after, k) - pseudoValue(count.base, count.pairs, before, k)) / k
      )
    }
    open[index]! += 1
    return open[index] === 1 ? Number(count.head === k) - Number(count.base === k) : 0
  })
  const sample = { differences, cases, weights, ...(perRound === undefined ? {} : { perRound }) }
  const moments = caseMoments(differences, cases, weights, perRound)
  return {
    estimate: k * weightedSum(moments.weights, moments.means),
    waiting: [...counts.keys()].filter((index) => weights[index]! > 0 && counts[index]!.pairs < k),
    sample,
  }
}

/** Of one case: its passes in both arms, which turning pairs round does not change, and its pairs. */
export interface PassPowerPaths {
  /** Σ (head − base) over the case's pairs, one value per path. */
  readonly sums: Float64Array
  /** Passes of base and head together. */
  readonly passes: number
  readonly pairs: number
  /** Normalised over all cases. */
  readonly weight: number
}

/**
 * Statistic of the sign-flip test: the drop of pass^k, one value per path. Cases without a pair that differs may be left out, and such with fewer
 * than k pairs add nothing. Work: paths × cases.
 */
export function passPowerPaths(cases: Iterable<PassPowerPaths>, paths: number, k: number): Float64Array {
  const drop = new Float64Array(paths)
  for (const { sums, passes, pairs, weight } of cases) {
    if (pairs < k) continue
    // By the sum of the differences, which runs from −pairs to pairs in steps of 2 or of what its parity allows.
    const table = Float64Array.from({ length: 2 * pairs + 1 }, (_, place) => {
      const head = (passes + place - pairs) / 2
      return Number.isInteger(head) ? weight * (power(passes - head, pairs, k) - power(head, pairs, k)) : 0
    })
    for (let path = 0; path < paths; path += 1) drop[path]! += table[Math.round(sums[path]!) + pairs]!
  }
  return drop
}

function countPasses({
  base,
  head,
  cases,
  weights,
}: PassPairs): { base: number; head: number; pairs: number }[] {
  const counts = Array.from(weights, () => ({ base: 0, head: 0, pairs: 0 }))
  base.forEach((before, pair) => {
    const after = head[pair]!
    if (Number.isNaN(before) || Number.isNaN(after)) return
    const count = counts[cases[pair]!]!
    count.base += before
    count.head += after
    count.pairs += 1
  })
  return counts
}

function pseudoValue(passes: number, trials: number, own: number, k: number): number {
  return trials * power(passes, trials, k) - (trials - 1) * power(passes - own, trials - 1, k)
}

function power(passes: number, trials: number, k: number): number {
  return passes < 0 || passes > trials ? 0 : (passPowerK(passes, trials, k) ?? 0)
}
