/** Scores that differ by less are treated as if they differed by as much: a difference not yet seen may be larger. */
const LEAST_STEP = 0.5

/**
 * Size of the steps of the trinomial that stands for the differences in Tango's statistic: 1 for pass/fail; for
 * graded scores √(ΣD⁴/ΣD²), with one pair more that differs by 1. Steps of 1 would take small differences for
 * rare large ones, whose variance at the margin is much larger. A difference of θ takes steps of at least 2θ.
 */
export function stepSize(sumOfSquares: number, sumOfFourths: number, theta: number): number {
  const step = Math.sqrt((sumOfFourths + 1) / (sumOfSquares + 1))
  return Math.min(1, Math.max(LEAST_STEP, step, 2 * Math.abs(theta)))
}
