import { cumulativeCounts, smaller } from './path-ranks.ts'

export interface StepDown {
  /**
   * Adjusted p-value per hypothesis, in the order given: rejecting those ≤ α keeps the family-wise error at
   * α.
   */
  readonly adjusted: readonly number[]
  /**
   * The adjusted p-value that the hypothesis would have with `p` in place of its own (≥ its own): for telling
   * whether one of the two statistics of a sign-flip test suffices, with its calibrated p-value.
   */
  adjust(hypothesis: number, p: number): number
}

/**
 * Westfall and Young's step-down minP over hypotheses tested on the same flips. `pathCounts[h][b]` is the
 * count of path b for hypothesis h (entry 0 observed), as in `SignFlipResult`; all have one length. Uses how
 * the hypotheses go together, so it rejects at least what Holm would, up to ties. Source: Westfall & Young
 * (1993), algorithm 2.8. Work and memory: hypotheses × paths.
 */
export function stepDownMinP(pathCounts: readonly Uint32Array[]): StepDown {
  const paths = pathCounts[0]?.length ?? 1
  const order = pathCounts.map((_, index) => index).sort((a, b) => pathCounts[a]![0]! - pathCounts[b]![0]!)

  // below[rank][c]: paths on which some hypothesis from this rank on has a count ≤ c.
  const below = new Array<Uint32Array>(order.length)
  let minima: Uint32Array = new Uint32Array(paths).fill(paths)
  for (let rank = order.length - 1; rank >= 0; rank -= 1) {
    minima = smaller(minima, pathCounts[order[rank]!]!)
    below[rank] = cumulativeCounts(minima)
  }

  const floors = new Array<number>(order.length)
  const ranks = new Array<number>(order.length)
  let floor = 0
  order.forEach((hypothesis, rank) => {
    ranks[hypothesis] = rank
    floor = Math.max(floor, below[rank]![pathCounts[hypothesis]![0]!]!)
    floors[rank] = floor
  })
  return {
    adjusted: ranks.map((rank) => floors[rank]! / paths),
    adjust: (hypothesis, p) => {
      const rank = ranks[hypothesis]!
      const count = Math.max(pathCounts[hypothesis]![0]!, Math.min(paths, Math.round(p * paths)))
      return Math.max(floors[rank]!, below[rank]![count]!) / paths
    },
  }
}
