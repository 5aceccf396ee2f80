/** A count that grows by Bin(m, rate) at each look, on the outcomes that no look has ended: exact, without random numbers. */
export interface LossCounts {
  /** New trials, ≥ 0. */
  add(trials: number): void
  /** Probability of not having ended before and of a count of at least this now. */
  tail(count: number): number
  /** Ends the outcomes with at least this count. */
  end(count: number): void
  /** The largest count that is possible. */
  readonly largest: number
}

export function createLossCounts(rate: number): LossCounts {
  let alive: readonly number[] = [1]
  return {
    add(trials) {
      for (let trial = 0; trial < trials; trial += 1) {
        alive = Array.from(
          { length: alive.length + 1 },
          (_, count) => (alive[count] ?? 0) * (1 - rate) + (alive[count - 1] ?? 0) * rate,
        )
      }
    },
    tail: (count) => alive.slice(count).reduce((sum, mass) => sum + mass, 0),
    end(count) {
      alive = alive.slice(0, count)
    },
    get largest() {
      return alive.length - 1
    },
  }
}

/** Group-sequential boundary for a count of pairs, exact at every look: what marking paths comes near to with ever more paths. */
interface ExactBoundary {
  /**
   * @param trials new trials since the look before, ≥ 0
   * @param spent probability spent up to and including this look, in [0, 1), not falling
   * @returns the smallest count so far that rejects; more than all trials when none can
   */
  next(trials: number, spent: number): number
}

/**
 * Losses among discordant pairs have rate ½ where the arms do not differ: the sign-flip test of one pass/fail metric by its mean alone. The
 * boundary is the smallest count c with P(count ≥ c, not rejected before) ≤ spent − what earlier looks really used; what discreteness leaves
 * unspent carries forward.
 */
export function createExactBoundary(rate: number): ExactBoundary {
  const counts = createLossCounts(rate)
  let used = 0
  return {
    next(trials, spent) {
      counts.add(trials)
      let bound = counts.largest + 1
      while (bound > 0 && counts.tail(bound - 1) <= spent - used + 1e-12) bound -= 1
      used += counts.tail(bound)
      counts.end(bound)
      return bound
    },
  }
}
