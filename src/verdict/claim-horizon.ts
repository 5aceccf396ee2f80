import type { BlindedEvidence } from '../sampling/decider.ts'
import type { ErrorRates } from '../stats/pairs-needed.ts'
import {
  type DifferenceNoise,
  differenceHorizon,
  likelySquares,
  meanHorizon,
  varianceOfMean,
} from '../stats/sequential/horizon.ts'
import type { Claim } from '../suite/assertion.ts'
import type { Hypothesis } from './hypothesis.ts'

/** How noisy pairs are, whichever arm is better, of the cases of a hypothesis that are drawn at one rate for their weight. */
export interface Noise extends DifferenceNoise {
  /** Σ ln²(head/base) over the pairs. */
  readonly logSquares: number
}

/** Of trials of head alone, all cases alike: claims about a rate say by themselves how much they vary. */
export const OF_ONE_ARM: readonly Noise[] = [
  { share: 1, drawn: 1, squares: 0, fourths: 0, logSquares: 0, pairs: 0 },
]

/** A drop that `improves` and shown metrics are planned for, having no margin of their own. */
export const PLANNED_EFFECT = 0.1

/**
 * Pairs of the suite at which the hypothesis's error rates are spent.
 * @param noise one entry per rate: `noiseByRate`
 */
export function claimHorizon(claim: Claim, noise: readonly Noise[], rates: ErrorRates): number {
  const difference = (margin: number): number => differenceHorizon(noise, margin, rates)
  switch (claim.kind) {
    case 'no-regression':
      return difference(claim.passPower === undefined ? claim.margin : claim.margin / claim.passPower)
    case 'at-least':
    case 'at-most': {
      const rate = claim.kind === 'at-least' ? claim.rate - claim.slack / 2 : claim.rate + claim.slack / 2
      const variance = varianceOfMean(noise, () => rate * (1 - rate))
      return (claim.passPower ?? 1) * meanHorizon(variance, claim.slack, rates)
    }
    case 'ratio-at-most': {
      // A quantile is told by the few pairs beyond it: by their share, at half of it.
      if (claim.quantile !== undefined) {
        const beyond = 1 - claim.quantile
        const variance = varianceOfMean(noise, () => 2 * beyond)
        return meanHorizon(variance, beyond / 2, rates)
      }
      if (claim.ratio === 1) return 0
      const squares = likelySquares(noise, (one) => one.logSquares)
      const variance = varianceOfMean(noise, (_, index) => squares[index]!)
      return meanHorizon(variance, Math.abs(Math.log(claim.ratio)), rates)
    }
    case 'improves':
      return difference(PLANNED_EFFECT)
    case 'distribution':
      return difference(claim.totalVariation)
  }
}

/** Noise of a hypothesis in blinded evidence, by rate; empty where it has no case at all. */
export function blindedNoise(
  { metric, weights, claim }: Hypothesis,
  blinded: BlindedEvidence,
  perRound: readonly number[],
): readonly Noise[] {
  const smaller = blinded.smaller(metric)
  const larger = blinded.larger(metric)
  const squares = new Float64Array(weights.length)
  const fourths = new Float64Array(weights.length)
  const logSquares = new Float64Array(weights.length)
  const pairs = new Float64Array(weights.length)
  for (let pair = 0; pair < smaller.length; pair += 1) {
    const index = blinded.pairs[pair]!
    const difference = larger[pair]! - smaller[pair]!
    if (weights[index] === 0 || Number.isNaN(difference)) continue
    pairs[index]! += 1
    // Values that are names differ or do not.
    const size = claim.kind === 'distribution' ? Math.sign(difference) : Math.min(1, difference)
    squares[index]! += size ** 2
    fourths[index]! += size ** 4
    if (smaller[pair]! > 0) logSquares[index]! += Math.log(larger[pair]! / smaller[pair]!) ** 2
  }
  return noiseByRate({ weights, perRound }, { squares, fourths, logSquares, pairs })
}

/** What is summed over the pairs of a case. */
type Summed = 'squares' | 'fourths' | 'logSquares' | 'pairs'

/**
 * The noise of cases, added up over those that are drawn at the same rate for their weight.
 *
 * @param plan `weights` per case, 0 outside of the hypothesis; `perRound` per case, how often a round holds it
 * @param ofCases sums over the pairs of each case
 */
export function noiseByRate(
  { weights, perRound }: { readonly weights: Float64Array; readonly perRound: readonly number[] },
  ofCases: Readonly<Record<Summed, Float64Array>>,
): readonly Noise[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const round = perRound.reduce((sum, share) => sum + share, 0)
  const alike = new Map<number, number[]>()
  weights.forEach((weight, index) => {
    if (weight === 0) return
    const rate = sameRate(weight / perRound[index]!)
    const cases = alike.get(rate)
    if (cases === undefined) alike.set(rate, [index])
    else cases.push(index)
  })
  return [...alike.values()].map((cases) => {
    const sum = (of: ArrayLike<number>): number => cases.reduce((all, index) => all + of[index]!, 0)
    return {
      share: sum(weights) / total,
      drawn: sum(perRound) / round,
      squares: sum(ofCases.squares),
      fourths: sum(ofCases.fourths),
      logSquares: sum(ofCases.logSquares),
      pairs: sum(ofCases.pairs),
    }
  })
}

/** One number for rates that are equal but for the rounding of floats. */
function sameRate(rate: number): number {
  return Math.round(Math.log(rate) * 1e11)
}
