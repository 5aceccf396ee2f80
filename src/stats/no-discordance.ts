import type { CaseMoments } from './paired-sample.ts'

/**
 * The largest probability of seeing no discordant pair at all if the weighted mean over these cases has
 * dropped by `margin` (in (0, 1]) or more: (1 − margin)ᴺ when all cases have equally many pairs and equal
 * weights. With unequal ones the drop hides best where a case has few pairs for its weight. 1 without pairs.
 * A pass on no discordance alone needs it ≤ the level spent.
 */
export function noDiscordanceProbability(
  { counts, weights }: Pick<CaseMoments, 'counts' | 'weights'>,
  margin: number,
): number {
  if (counts.length === 0) return 1
  if (margin >= 1) return 0
  // Maximises Π (1 − dᵢ)^nᵢ over Σ wᵢdᵢ = margin, 0 ≤ dᵢ ≤ 1: dᵢ = 1 − (nᵢ/wᵢ)/level for the cases with nᵢ/wᵢ
  // below the level.
  const order = Array.from(counts.keys()).sort((a, b) => counts[a]! / weights[a]! - counts[b]! / weights[b]!)
  const hiding: number[] = []
  let [pairs, weight] = [0, 0]
  for (const index of order) {
    if (weight > margin && pairs / (weight - margin) <= counts[index]! / weights[index]!) break
    hiding.push(index)
    pairs += counts[index]!
    weight += weights[index]!
  }
  // The weights sum to a little less than 1, and a margin of nearly 1 leaves nowhere to hide.
  if (weight <= margin) return 0
  const level = pairs / (weight - margin)
  return Math.exp(
    hiding.reduce(
      (sum, index) => sum + counts[index]! * Math.log(counts[index]! / weights[index]! / level),
      0,
    ),
  )
}

/**
 * The least number of pairs of equal weight that exclude a drop of `margin`, in (0, 1], at one-sided level `level` without any discordant one:
 * 22 at margin .10 and level .10.
 */
export function pairsWithoutDiscordance(margin: number, level: number): number {
  return margin >= 1 ? 1 : Math.ceil(Math.log(level) / Math.log1p(-margin) - 1e-9)
}
