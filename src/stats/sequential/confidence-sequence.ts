import { findRoot } from '../find-root.ts'
import type { Interval } from '../interval.ts'

export interface ConfidenceSequence {
  /**
   * Adds a complete round, as `Betting.round` does; NaN is absent.
   *
   * @returns the interval after it: within all earlier ones
   */
  round(differences: Float64Array): Interval
}

/**
 * Stakes about the best one, of which the wealth is the average. A wider spread is wider by a tenth, also where the number of pairs is four times what
 * was expected or a quarter of it.
 */
const SPREAD = [0.6, 1, 1.6] as const
/** The largest share of the wealth that one pair can lose. */
const MOST = 0.9

interface Round {
  readonly stakes: readonly number[]
  /** Differences and how often each occurs. */
  readonly counts: ReadonlyMap<number, number>
}

/**
 * Confidence sequence for the mean difference over the fixed set of cases: the probability that it ever misses on one side is ≤ `alpha`, on either
 * ≤ 2·alpha, whenever and however often it is looked at, for scores of any distribution. A value m is left out once Π(1 + s(D − m)/(1 + m)), averaged
 * over stakes s that are set before each round, has reached 1/alpha; the other side mirrored. Source: Waudby-Smith & Ramdas (2024).
 *
 * @param options.pairs where it is to be narrowest, such as the horizon of the plan; it holds everywhere
 */
export function createConfidenceSequence(options: {
  readonly alpha: number
  readonly pairs: number
}): ConfidenceSequence {
  const { alpha } = options
  const rounds: Round[] = []
  let [pairs, sum, squares] = [0, 0, 0]
  let [low, high] = [-1, 1]
  return {
    round(differences) {
      // Of the rounds before; ½ where there is none.
      const variance = (squares - sum ** 2 / Math.max(1, pairs) + 0.5) / (pairs + 1)
      const best = Math.sqrt((-2 * Math.log(alpha)) / (variance * options.pairs))
      const counts = new Map<number, number>()
      for (const difference of differences) {
        if (Number.isNaN(difference)) continue
        counts.set(difference, (counts.get(difference) ?? 0) + 1)
        sum += difference
        squares += difference ** 2
        pairs += 1
      }
      rounds.push({ stakes: SPREAD.map((factor) => Math.min(MOST, factor * best)), counts })
      const [below, above] = [lowerBound(rounds, 1, alpha), -lowerBound(rounds, -1, alpha)]
      low = Math.max(low, below)
      high = Math.min(high, above)
      // Empty only where the sequence has missed already: the bounds of now say more.
      if (low >= high) [low, high] = [below, above]
      return { low, high }
    },
  }
}

/** The least m that is not left out, of the differences times `sign`. Wealth falls with m. */
function lowerBound(rounds: readonly Round[], sign: 1 | -1, alpha: number): number {
  const excess = (m: number): number => logWealth(rounds, sign, m) + Math.log(alpha)
  return excess(-1 + LEAST) < 0 ? -1 : findRoot(excess, -1 + LEAST, 1)
}

const LEAST = 1e-9

function logWealth(rounds: readonly Round[], sign: 1 | -1, m: number): number {
  const logs = SPREAD.map((_, place) => {
    let sum = 0
    for (const { stakes, counts } of rounds) {
      for (const [value, count] of counts)
        sum += count * Math.log1p((stakes[place]! * (sign * value - m)) / (1 + m))
    }
    return sum
  })
  const largest = Math.max(...logs)
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length)
}
