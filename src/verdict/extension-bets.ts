import type { Interval } from '../stats/interval.ts'
import { createBetting } from '../stats/sequential/betting.ts'
import { createConfidenceSequence } from '../stats/sequential/confidence-sequence.ts'
import type { NoRegressionClaim } from '../suite/assertion.ts'
import type { Slot } from './first-pairs.ts'
import type { Hypothesis } from './hypothesis.ts'

/** The bets on one hypothesis, from the first pair on, valid at every time without a plan. */
export interface ExtensionBets {
  /** Adds a complete round of the suite, lost pairs included. */
  round(slots: readonly Slot[]): void
  /** Whole pairs of the hypothesis's cases. */
  readonly pairs: number
  /** ΣD² over them. */
  readonly squares: number
  /** Weighted mean of base − head; 0 without pairs. */
  readonly drop: number
  /** The largest e-values so far: against "no drop", and against a drop of the margin or more. */
  readonly againstNone: number
  readonly againstDrop: number
  /** Of the weighted mean difference: each side misses with probability ≤ `alpha`, whenever one stops. */
  interval(alpha: number): Interval
}

/** A drop of all there is cannot be staked against: one that is as good as it is. */
const LARGEST_MARGIN = 0.99
/** Rounds after which the interval's stake changes grow by this factor: fixed beforehand, and few where there are many rounds. */
const BLOCK_GROWTH = 1.1

/**
 * Rounds hold cases as often as their weights ask, or nearly so: what is left of a case's weight scales its differences, so that their mean over a
 * round is in proportion to the weighted mean and the bets are about that.
 *
 * @param perRound of the plan: per case, how often a round holds it
 * @param usualPairs of the hypothesis, at which the interval is narrowest; fixed by the plan
 */
export function createExtensionBets(
  { claim, metric, weights }: Hypothesis<NoRegressionClaim>,
  perRound: readonly number[],
  usualPairs: number,
): ExtensionBets {
  const { scales, unit } = scaling(weights, perRound)
  const margin = Math.min(LARGEST_MARGIN, claim.margin / unit)
  const none = createBetting({ margin, against: 'no-drop' })
  const drop = createBetting({ margin, against: 'drop' })
  const sums = new Float64Array(weights.length)
  const counts = new Float64Array(weights.length)
  const rounds: Float64Array[] = []
  let [pairs, squares, againstNone, againstDrop] = [0, 0, 1, 1]
  return {
    round(slots) {
      const [known, worst] = [[] as number[], [] as number[]]
      for (const slot of slots) {
        const index = (slot.pair ?? slot.missing).case
        const scale = scales[index]!
        if (scale === 0) continue
        const difference =
          slot.pair === undefined ? Number.NaN : slot.pair.head[metric]! - slot.pair.base[metric]!
        // A lost pair must never help to pass: there it is the worst it could have been, elsewhere absent.
        worst.push(scale * (Number.isNaN(difference) ? -1 : difference))
        if (Number.isNaN(difference)) continue
        known.push(scale * difference)
        sums[index]! += difference
        counts[index]! += 1
        squares += difference ** 2
        pairs += 1
      }
      rounds.push(Float64Array.from(known))
      againstNone = none.round(Float64Array.from(known))
      againstDrop = drop.round(Float64Array.from(worst))
    },
    get pairs() {
      return pairs
    },
    get squares() {
      return squares
    },
    get drop() {
      let [total, weight] = [0, 0]
      for (let index = 0; index < weights.length; index += 1) {
        if (counts[index] === 0) continue
        total -= (weights[index]! * sums[index]!) / counts[index]!
        weight += weights[index]!
      }
      return weight === 0 ? 0 : total / weight
    },
    get againstNone() {
      return againstNone
    },
    get againstDrop() {
      return againstDrop
    },
    interval(alpha) {
      const sequence = createConfidenceSequence({ alpha, pairs: usualPairs })
      let [low, high] = [-1, 1]
      for (let from = 0; from < rounds.length; ) {
        const to = Math.max(from + 1, Math.floor(from * BLOCK_GROWTH))
        const block = sequence.round(Float64Array.from(rounds.slice(from, to).flatMap((one) => [...one])))
        low = Math.max(-1, block.low * unit)
        high = Math.min(1, block.high * unit)
        from = to
      }
      return { low, high }
    },
  }
}

/**
 * Per case what a difference is multiplied by, in (0, 1], 0 outside the slice; and what the mean over a round is then to be multiplied by for the
 * weighted mean, ≥ 1.
 */
function scaling(
  weights: Float64Array,
  perRound: readonly number[],
): { readonly scales: Float64Array; readonly unit: number } {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const members = perRound.reduce((sum, share, index) => sum + (weights[index]! > 0 ? share : 0), 0)
  const raw = weights.map((weight, index) => (weight * members) / (perRound[index]! * total || 1))
  const unit = raw.reduce((most, one) => Math.max(most, one), 0) || 1
  return { scales: raw.map((one) => one / unit), unit }
}
