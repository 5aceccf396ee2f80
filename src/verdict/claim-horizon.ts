import type { BlindedEvidence } from '../sampling/decider.ts'
import type { ErrorRates } from '../stats/pairs-needed.ts'
import { differenceHorizon, meanHorizon } from '../stats/sequential/horizon.ts'
import type { Claim } from '../suite/assertion.ts'
import type { Hypothesis } from './hypothesis.ts'

/** How noisy pairs are, whichever arm is better. */
export interface Noise {
  /** ΣD² over the pairs, the differences in [−1, 1]. */
  readonly squares: number
  /** ΣD⁴. */
  readonly fourths: number
  /** Σ ln²(head/base) over the pairs. */
  readonly logSquares: number
  readonly pairs: number
}

/** A drop that `improves` and shown metrics are planned for, having no margin of their own. */
const PLANNED_EFFECT = 0.1

/**
 * Pairs of the hypothesis's own cases at which its error rates are spent.
 * @param rates `falseAlarm` is the hypothesis's own level
 */
export function claimHorizon(claim: Claim, noise: Noise, rates: ErrorRates): number {
  switch (claim.kind) {
    case 'no-regression':
      return claim.passPower === undefined
        ? differenceHorizon(noise, claim.margin, rates)
        : differenceHorizon(noise, claim.margin / claim.passPower, rates)
    case 'at-least':
    case 'at-most': {
      const rate = claim.kind === 'at-least' ? claim.rate - claim.slack / 2 : claim.rate + claim.slack / 2
      return (claim.passPower ?? 1) * meanHorizon(rate * (1 - rate), claim.slack, rates)
    }
    case 'ratio-at-most':
      // A quantile is told by the few pairs beyond it: by their share, at half of it.
      if (claim.quantile !== undefined) {
        const beyond = 1 - claim.quantile
        return meanHorizon(2 * beyond, beyond / 2, rates)
      }
      return claim.ratio === 1
        ? 0
        : meanHorizon((noise.logSquares + 0.5) / (noise.pairs + 1), Math.abs(Math.log(claim.ratio)), rates)
    case 'improves':
      return differenceHorizon(noise, PLANNED_EFFECT, rates)
    case 'distribution':
      return differenceHorizon(noise, claim.totalVariation, rates)
  }
}

/** Noise of a hypothesis in blinded evidence. */
export function blindedNoise({ metric, weights, claim }: Hypothesis, blinded: BlindedEvidence): Noise {
  const smaller = blinded.smaller(metric)
  const larger = blinded.larger(metric)
  let [squares, fourths, logSquares, pairs] = [0, 0, 0, 0]
  for (let pair = 0; pair < smaller.length; pair += 1) {
    const difference = larger[pair]! - smaller[pair]!
    if (weights[blinded.pairs[pair]!] === 0 || Number.isNaN(difference)) continue
    pairs += 1
    // Values that are names differ or do not.
    const size = claim.kind === 'distribution' ? Math.sign(difference) : Math.min(1, difference)
    squares += size ** 2
    fourths += size ** 4
    if (smaller[pair]! > 0) logSquares += Math.log(larger[pair]! / smaller[pair]!) ** 2
  }
  return { squares, fourths, logSquares, pairs }
}

/**
 * Pairs of the suite that give the hypothesis the precision of one pair of its cases, drawn as its weights ask: n / m for a slice of m of n
 * cases, more where rounds do not follow the weights. Σk Σ(wᵢ/Σw)²/kᵢ.
 *
 * @param weights per case; 0 outside the slice
 * @param perRound per case, how often a round holds it
 */
export function pairsPerPair(weights: Float64Array, perRound: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return 0
  const round = perRound.reduce((sum, share) => sum + share, 0)
  return weights.reduce((sum, weight, index) => sum + (round * (weight / total) ** 2) / perRound[index]!, 0)
}
