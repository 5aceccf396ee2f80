import type { Interval } from './interval.ts'
import { type CaseMoments, caseMoments, effectivePairs, weightedSum } from './paired-sample.ts'
import { varianceOfMean } from './stratified.ts'
import { studentCdf, studentQuantile } from './student-t.ts'

/** A measured quantity on pairs, such as cost, tokens or latency, grouped by case. */
export interface QuantityPairs {
  /** One per pair, ≥ 0; NaN where it is unknown: the pair is then left out. */
  readonly base: Float64Array
  readonly head: Float64Array
  /** As in `PairedSample`. */
  readonly cases: Uint32Array
  readonly weights: Float64Array
  readonly perRound?: ArrayLike<number>
}

export interface LogRatio {
  /** Weighted geometric mean of head / base; 1 without pairs. */
  readonly estimate: number
  readonly pairs: number
  /** Each bound is wrong with probability about `alpha`. [0, ∞] without pairs. */
  interval(alpha: number): Interval
  /** p-value of "the ratio is at most `limit`" (> 0): small when it is proven to be larger. */
  pAbove(limit: number): number
  /** p-value of "the ratio is at least `limit`": small when it is proven to be smaller. */
  pBelow(limit: number): number
}

/**
 * Two pseudo-pairs stand at twice and half the estimate, so that equal ratios in a few pairs prove nothing.
 */
const PSEUDO_SQUARES = 2 * Math.LN2 ** 2

/**
 * Ratio of a quantity between the arms, over the fixed set of cases: Student's t on ln(head/base), stratified
 * by case. Zero against zero is a ratio of 1. Zero against a positive value counts as half the smallest
 * positive value of the sample.
 */
export function logRatio(pairs: QuantityPairs): LogRatio {
  const moments = caseMoments(logRatios(pairs), pairs.cases, pairs.weights, pairs.perRound)
  if (moments.pairs === 0) {
    const unknown = (): number => 1
    return {
      estimate: 1,
      pairs: 0,
      interval: () => ({ low: 0, high: Number.POSITIVE_INFINITY }),
      pAbove: unknown,
      pBelow: unknown,
    }
  }
  const { centre, error, freedom } = meanAndError(moments)
  return {
    estimate: Math.exp(centre),
    pairs: moments.pairs,
    interval: (alpha) => {
      const half = -studentQuantile(alpha, freedom) * error
      return { low: Math.exp(centre - half), high: Math.exp(centre + half) }
    },
    pAbove: (limit) => studentCdf((Math.log(limit) - centre) / error, freedom),
    pBelow: (limit) => studentCdf((centre - Math.log(limit)) / error, freedom),
  }
}

/**
 * Difference of one pair for a sign-flip test of "the ratio is at most `limit`": ln(limit) − ln(head/base),
 * negative is worse, NaN where unknown, cut at a hundredfold so that a zero on one side is no infinity. The
 * test is exact when head has the law of `limit` × base, and conservative when every case's ratio is smaller.
 */
export function ratioDifference(base: number, head: number, limit: number): number {
  const ratio = base === 0 && head === 0 ? 0 : Math.log(head) - Math.log(base)
  return Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, Math.log(limit) - ratio))
}

const LARGEST_LOG = Math.log(100)

function logRatios({ base, head }: Pick<QuantityPairs, 'base' | 'head'>): Float64Array {
  let smallest = Number.POSITIVE_INFINITY
  for (const values of [base, head])
    for (const value of values) if (value > 0 && value < smallest) smallest = value
  const log = (value: number): number => (value === 0 ? Math.log(smallest) - Math.LN2 : Math.log(value))
  return base.map((value, pair) => (value === 0 && head[pair] === 0 ? 0 : log(head[pair]!) - log(value)))
}

function meanAndError(moments: CaseMoments): { centre: number; error: number; freedom: number } {
  const centre = weightedSum(moments.weights, moments.means)
  const pairs = effectivePairs(moments)
  const spread = moments.weights.reduce((sum, weight, i) => {
    const within = moments.deviations[i]! / moments.counts[i]!
    return sum + weight * (within + (moments.means[i]! - centre) ** 2)
  }, 0)
  const pooled = (pairs * spread + PSEUDO_SQUARES) / (pairs + 1)
  return { centre, error: Math.sqrt(varianceOfMean(moments, pooled)), freedom: pairs + 1 }
}
