import { findRoot } from './find-root.ts'
import type { Interval } from './interval.ts'

/**
 * Sums over N pairs with differences D in [−1, 1], all of one weight. For pass/fail (ΣD² + ΣD)/2 are the
 * gains and (ΣD² − ΣD)/2 the losses; graded scores are treated as the trinomial with the same two moments.
 */
export interface DifferenceSums {
  readonly pairs: number
  readonly sum: number
  readonly sumOfSquares: number
}

/**
 * Tango's score statistic of H: Δ = θ, for θ in [−1, 1]: (mean difference − θ) over its standard error under
 * H. Falls with θ. It is 0 without pairs and where the estimate equals θ; ±∞ where H is impossible. Source:
 * Tango (1998), Stat. Med. 17, 891.
 */
export function tangoScore({ pairs, sum, sumOfSquares }: DifferenceSums, theta: number): number {
  if (pairs === 0) return 0
  const mean = sum / pairs
  return standardised(mean - theta, constrainedVariance(mean, sumOfSquares / pairs, theta) / pairs)
}

/** The θ in [−1, 1] at which a score that falls with θ, and is 0 at the estimate, stays within ±z. */
export function scoreInterval(score: (theta: number) => number, estimate: number, z: number): Interval {
  return {
    low: score(-1) <= z ? -1 : findRoot((theta) => score(theta) - z, -1, estimate),
    high: score(1) >= -z ? 1 : findRoot((theta) => score(theta) + z, estimate, 1),
  }
}

export function standardised(difference: number, variance: number): number {
  return difference === 0 ? 0 : difference / Math.sqrt(Math.max(0, variance))
}

/**
 * Variance of one difference with the given first two moments when its mean is held at θ by maximum
 * likelihood: 2q̃ + θ(1 − θ). Graded scores can have a mean beyond their mean square, which no trinomial has;
 * the mean square is then raised to the mean's size, which errs towards a larger variance.
 */
export function constrainedVariance(mean: number, meanSquare: number, theta: number): number {
  const square = Math.min(1, Math.max(meanSquare, Math.abs(mean)))
  const loss = (square - mean) / 2
  const b = -square + (2 - mean) * theta
  const c = -loss * theta * (1 - theta)
  const root = c === 0 ? Math.abs(b) : Math.sqrt(Math.max(0, b * b - 8 * c))
  // Two forms of the same solution of 2q² + bq + c = 0; each is free of cancellation where it is used.
  const q = b <= 0 ? (root - b) / 4 : (-2 * c) / (root + b)
  return Math.max(0, 2 * q + theta * (1 - theta))
}
