import { constrainedVariance } from './tango.ts'

/** The cases that are drawn at the same rate for their weight, taken as one. */
export interface RateClass {
  /** Share of the suite's weight; they sum to 1. */
  readonly share: number
  /** Pairs of the class, > 0. */
  readonly pairs: number
  readonly mean: number
  readonly meanSquare: number
  /** The mean square of one difference, drawn towards that of all classes; > 0. */
  readonly likelySquare: number
}

/**
 * Variance of Σ share × mean when its expectation is held at θ: Σ share² v/n, with v Tango's for the class when its mean is held where θ most
 * likely puts it. The likeliest way for the sum to move by θ − Σ share × mean is that each class moves in proportion to share × variance/n: were all
 * held to move alike, the classes in which hardly anything ever differs would be charged with a variance that such a move would give them.
 *
 * @param step of the trinomial that stands for the differences: `stepSize`
 */
export function heldVariance(classes: readonly RateClass[], theta: number, step: number): number {
  const moves = classes.map(({ share, pairs, likelySquare }) => (share * likelySquare) / pairs)
  const total = classes.reduce((sum, { share }, index) => sum + share * moves[index]!, 0)
  const estimate = classes.reduce((sum, { share, mean }) => sum + share * mean, 0)
  return classes.reduce((sum, { share, pairs, mean, meanSquare }, index) => {
    const held = within((mean + (moves[index]! / total) * (theta - estimate)) / step)
    return (
      sum + (share ** 2 * step ** 2 * constrainedVariance(mean / step, meanSquare / step ** 2, held)) / pairs
    )
  }, 0)
}

function within(difference: number): number {
  return Math.min(1, Math.max(-1, difference))
}
