import { binomialUpperTail } from './binomial.ts'
import type { Interval } from './interval.ts'
import type { QuantityPairs } from './log-ratio.ts'
import { normalQuantile } from './normal.ts'
import { type CaseMoments, caseMoments, weightedSum } from './paired-sample.ts'
import { stratifiedScore } from './stratified.ts'
import { tangoScore } from './tango.ts'

/** "Head's `quantile` (in (0, 1)) is at most `limit` (> 0) times base's". */
export interface QuantileClaim {
  readonly quantile: number
  readonly limit: number
}

/** As `QuantityPairs`, with what is known of the rounds that the pairs were drawn in. */
export interface QuantilePairs extends QuantityPairs {
  /** As in `PairedSample`. */
  readonly perRound?: ArrayLike<number>
}

export interface QuantileRatio {
  /** Head's quantile over base's, trials weighted by case; finite and > 0. 1 without pairs. */
  readonly estimate: number
  readonly pairs: number
  /**
   * Whether a ratio of `limit` or more is excluded at a look of a sequential test: head exceeds the common quantile of both arms more rarely
   * than limit × base does, by a score that reaches `bound`, and so lopsided a division of the pairs in which one arm alone does is improbable
   * enough for the level `spent` up to this look (an exact test where head has the law of limit × base).
   */
  excludes(limit: number, bound: number, spent: number): boolean
  /**
   * The ratios that the same test, and its mirror image, does not reject at the normal quantile z > 0. 0 and ∞ where too few values lie beyond
   * the quantile to bound that side.
   */
  interval(z: number): Interval
}

/**
 * Ratio of a quantile, such as the 95th percentile of latency, between the arms, over the fixed set of cases. In the
 * estimate zeros count as half the smallest positive value. Work: pairs × log pairs for a test, about fifty tests for an interval.
 */
export function quantileRatio(pairs: QuantilePairs, quantile: number): QuantileRatio {
  const shares = pairShares(pairs)
  const count = shares.filter((share) => share > 0).length
  const positive = withoutZeros(pairs)
  const estimate =
    count === 0
      ? 1
      : weightedQuantile(positive.head, shares, quantile) / weightedQuantile(positive.base, shares, quantile)
  const evidence = (limit: number): Evidence => {
    const cut = commonQuantile(pairs, shares, { quantile, limit })
    return exceedanceEvidence(pairs, exceedanceDifferences(pairs, limit, cut))
  }
  // The two arms' exceedances of the common quantile have one sum at every ratio, so evidence rises with it.
  const deviate = (log: number): number => {
    const { score, gains, losses } = evidence(Math.exp(log))
    const exact = -normalQuantile(binomialUpperTail(Math.max(gains, losses), gains + losses, 0.5))
    return Math.sign(score) * Math.max(0, Math.min(Math.abs(score), exact))
  }
  return {
    estimate,
    pairs: count,
    excludes(limit, bound, spent) {
      const { score, gains, losses } = evidence(limit)
      return count > 0 && score >= bound && binomialUpperTail(gains, gains + losses, 0.5) <= spent
    },
    interval(z) {
      const centre = Math.log(estimate)
      const bound = (side: 1 | -1): number => {
        const far = centre + side * FARTHEST
        if (count === 0 || side * deviate(far) < z) return side * Number.POSITIVE_INFINITY
        return firstBeyond((log) => side * deviate(log) >= z, centre, far)
      }
      return { low: Math.exp(Math.min(centre, bound(-1))), high: Math.exp(Math.max(centre, bound(1))) }
    },
  }
}

/** Where between the two ends, to a part in a million, something that holds at `far` begins to: evidence rises in steps. */
function firstBeyond(holds: (x: number) => boolean, near: number, far: number): number {
  let [without, within] = [near, far]
  while (Math.abs(within - without) > 1e-6) {
    const middle = (without + within) / 2
    if (holds(middle)) within = middle
    else without = middle
  }
  return within
}

/** Ratios are looked for up to this distance in logarithms: a factor of a million. */
const FARTHEST = Math.log(1e6)

/**
 * The quantile of limit × base and head together, weighted by case: the same however pairs are turned round, so that it may be set anew at every
 * look of a sign-flip test, all paths alike. NaN without pairs.
 */
export function exceedanceCut(pairs: QuantilePairs, claim: QuantileClaim): number {
  return commonQuantile(pairs, pairShares(pairs), claim)
}

/**
 * 1[limit · base > cut] − 1[head > cut], one per pair: negative is worse, NaN where a value is unknown. Over a sign-flip test of them "the ratio is
 * at most `limit`" is exact for any cut that does not depend on which arm is which.
 */
export function exceedanceDifferences(
  { base, head }: Pick<QuantityPairs, 'base' | 'head'>,
  limit: number,
  cut: number,
): Float64Array {
  return base.map((value, pair) =>
    Number.isNaN(value) || Number.isNaN(head[pair]!)
      ? Number.NaN
      : Number(limit * value > cut) - Number(head[pair]! > cut),
  )
}

function commonQuantile(
  { base, head }: Pick<QuantityPairs, 'base' | 'head'>,
  shares: Float64Array,
  { quantile, limit }: QuantileClaim,
): number {
  const both = new Float64Array(2 * shares.length)
  base.forEach((value, pair) => {
    both[pair] = limit * value
    both[shares.length + pair] = head[pair]!
  })
  return weightedQuantile(both, Float64Array.from([...shares, ...shares]), quantile)
}

/** Score of "head exceeds the cut as often as limit × base" and the pairs in which only base (gains), only head (losses) does. */
interface Evidence {
  readonly score: number
  readonly gains: number
  readonly losses: number
}

function exceedanceEvidence(
  { cases, weights, perRound }: QuantilePairs,
  differences: Float64Array,
): Evidence {
  const moments = caseMoments(differences, cases, weights, perRound)
  const counted = (sign: number): number =>
    differences.filter((difference, pair) => difference === sign && weights[cases[pair]!]! > 0).length
  return { score: scoreOf(moments), gains: counted(1), losses: counted(-1) }
}

function scoreOf(moments: CaseMoments): number {
  if (!moments.balanced) return stratifiedScore(moments, 0)
  return tangoScore(
    {
      pairs: moments.pairs,
      sum: moments.pairs * weightedSum(moments.weights, moments.means),
      sumOfSquares: moments.pairs * weightedSum(moments.weights, moments.meanSquares),
    },
    0,
  )
}

function withoutZeros({ base, head }: QuantityPairs): { base: Float64Array; head: Float64Array } {
  let smallest = Number.POSITIVE_INFINITY
  for (const values of [base, head])
    for (const value of values) if (value > 0 && value < smallest) smallest = value
  const least = Number.isFinite(smallest) ? smallest / 2 : 1
  const positive = (value: number): number => (value === 0 ? least : value)
  return { base: base.map(positive), head: head.map(positive) }
}

/** Each pair's share of the weighted suite; 0 for one that is left out. */
function pairShares({ base, head, cases, weights, perRound }: QuantilePairs): Float64Array {
  const known = base.map((value, pair) => value + head[pair]!)
  const moments = caseMoments(known, cases, weights, perRound)
  const shares = new Float64Array(weights.length)
  moments.cases.forEach((index, place) => {
    shares[index] = moments.weights[place]! / moments.counts[place]!
  })
  return known.map((value, pair) => (Number.isNaN(value) ? 0 : shares[cases[pair]!]!))
}

/** The smallest value up to which at least `quantile` of the total weight lies. */
function weightedQuantile(values: Float64Array, shares: Float64Array, quantile: number): number {
  const order = Uint32Array.from(values.keys())
    .filter((index) => shares[index]! > 0)
    .sort((a, b) => values[a]! - values[b]!)
  const total = shares.reduce((sum, share) => sum + share, 0)
  let below = 0
  for (const index of order) {
    below += shares[index]!
    if (below >= quantile * total * (1 - 1e-12)) return values[index]!
  }
  return Number.NaN
}
