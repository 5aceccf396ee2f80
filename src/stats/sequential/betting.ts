import { findRoot } from '../find-root.ts'
import { blindedDiscordance } from '../pairs-needed.ts'

export interface BettingClaim {
  /** In (0, 1). */
  readonly margin: number
  /** `no-drop`: evidence against a drop of `margin` or more. `drop`: evidence against "no drop", most when the drop is about `margin`. */
  readonly against: 'drop' | 'no-drop'
}

export interface Betting {
  /**
   * Adds a complete round: every case as often as its weight asks, in any order. An incomplete round must not be added, for within it the cases
   * that are still missing may be those that would have lost the bet.
   *
   * @param differences one per pair, in [−1, 1]. NaN: a lost pair, which is the worst it could have been against a drop (−1), else absent
   * @returns the e-value, the largest so far: reaching 1/α at any time, however often it is looked at, has probability ≤ α under the null
   */
  round(differences: Float64Array): number
}

/**
 * A betting martingale for the mean difference over the fixed set of cases, valid at every time without a plan: Π(1 + κ(D + margin)) against a drop of
 * the margin, Π(1 − λD) against none. The stake is set before each round from |D| of the rounds before. Cases differ in their mean
 * differences δᵢ; over a complete round Π(1 + κ(δᵢ + margin)) ≤ (1 + κ(δ̄ + margin))ⁿ ≤ 1, so only their mean matters. Source: Ville (1939);
 * Waudby-Smith & Ramdas (2024).
 */
export function createBetting({ margin, against }: BettingClaim): Betting {
  let [pairs, squares, wealth, largest] = [0, 0, 0, 0]
  return {
    round(differences) {
      const discordance = blindedDiscordance(squares, pairs)
      const stake =
        against === 'drop'
          ? stakeAgainstDrop(margin, discordance)
          : Math.min(MOST_AGAINST_NONE, margin / discordance)
      for (const difference of differences) {
        if (Number.isNaN(difference) && against === 'no-drop') continue
        const value = Number.isNaN(difference) ? -1 : difference
        wealth += Math.log1p(against === 'drop' ? stake * (value + margin) : -stake * value)
        squares += value ** 2
        pairs += 1
      }
      largest = Math.max(largest, wealth)
      return Math.exp(largest)
    },
  }
}

/** The largest shares of the wealth that one pair can lose. */
const MOST = 0.95
const MOST_AGAINST_NONE = 0.9

/**
 * The κ ≤ .95/(1 − margin) at which wealth grows fastest if nothing changed and differences are −1, 0, 1 with the rate ψ of discordance: the root of
 * the derivative of (1−ψ)ln(1 + κδ) + (ψ/2)[ln(1 + κ(1+δ)) + ln(1 − κ(1−δ))].
 */
function stakeAgainstDrop(margin: number, discordance: number): number {
  const growth = (stake: number): number =>
    ((1 - discordance) * margin) / (1 + stake * margin) +
    (discordance / 2) *
      ((1 + margin) / (1 + stake * (1 + margin)) - (1 - margin) / (1 - stake * (1 - margin)))
  return findRoot(growth, 0, MOST / (1 - margin))
}
