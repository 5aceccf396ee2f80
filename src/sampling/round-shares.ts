/** A case is at most this often in a round; heavier ones are weighted by the statistics instead. */
const MOST_PER_ROUND = 20

/** How often each case stands in a round: in proportion to its weight (> 0), at least once. */
export function roundShares(weights: readonly number[]): readonly number[] {
  const unit = Math.max(Math.min(...weights), Math.max(...weights) / MOST_PER_ROUND)
  return weights.map((weight) => Math.max(1, Math.round(weight / unit)))
}
