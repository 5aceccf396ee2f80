import { binomialLowerTail } from './binomial.ts'
import type { MeanDifference } from './mean-difference.ts'
import { normalQuantile } from './normal.ts'
import type { PairedSample } from './paired-sample.ts'
import { constrainedVariance, scoreInterval, standardised } from './tango.ts'

/** Pairs drawn in rounds that hold some cases more often than their weights ask. */
export interface AllocatedSample extends PairedSample {
  /** One per case: how often a round holds it. */
  readonly perRound: ArrayLike<number>
}

/** The cases that are drawn at the same rate for their weight, taken as one. */
interface RateClass {
  /** Share of the suite's weight. */
  readonly share: number
  readonly pairs: number
  readonly mean: number
  readonly meanSquare: number
}

/**
 * Mean difference over the fixed set of cases and its score interval at normal quantile z > 0, where cases were drawn unevenly (`allocateByHistory`).
 * The difference is Σ over rates of share × mean of the pairs drawn at that rate; its variance under H: Δ = θ is Σ share² v/n, with v Tango's for the
 * class when its mean moves as far as Δ does. With one rate for all it is Tango's statistic. Cases without pairs leave their weight to the others
 * of their rate, which are a random part of it.
 */
export function allocatedDifference(sample: AllocatedSample, z: number): MeanDifference {
  const classes = rateClasses(sample)
  const pairs = classes.reduce((sum, one) => sum + one.pairs, 0)
  const estimate = within(classes.reduce((sum, { share, mean }) => sum + share * mean, 0))
  const score = (theta: number): number => {
    if (pairs === 0) return 0
    const variance = classes.reduce((sum, { share, pairs: n, mean, meanSquare }) => {
      return sum + (share ** 2 * constrainedVariance(mean, meanSquare, within(mean + theta - estimate))) / n
    }, 0)
    return standardised(estimate - theta, variance)
  }
  const fewLosses = (margin: number): number =>
    Math.max(...classes.map((one) => fewLossesProbability(one, margin + estimate)))
  return {
    estimate,
    pairs,
    method: 'allocated',
    ...scoreInterval(score, estimate, z),
    zNonInferiority: (margin) =>
      pairs === 0 ? Number.NEGATIVE_INFINITY : Math.min(score(-margin), -normalQuantile(fewLosses(margin))),
    excludesDrop: (margin, bound, spent) =>
      pairs > 0 && score(-margin) >= bound && fewLosses(margin) <= spent,
  }
}

/**
 * Probability of so few net losses in the class if all that is missing to the margin had dropped in it alone. The score alone would pass fifteen pairs
 * without a difference at a margin of .10, which a change at the margin gives in a fifth of runs.
 */
function fewLossesProbability({ share, pairs, mean }: RateClass, missing: number): number {
  const drop = missing / share - mean
  const netLosses = Math.ceil(Math.max(0, -mean * pairs) - 1e-9)
  return drop >= 1 ? 0 : binomialLowerTail(netLosses, pairs, Math.max(0, drop))
}

function rateClasses({ differences, cases, weights, perRound }: AllocatedSample): readonly RateClass[] {
  // Rates that differ by rounding alone fall together.
  const rates = Array.from(weights, (weight, index) => Number((weight / perRound[index]!).toPrecision(12)))
  const classes = new Map<number, { weight: number; pairs: number; sum: number; squares: number }>()
  weights.forEach((weight, index) => {
    if (weight === 0) return
    const one = classes.get(rates[index]!) ?? { weight: 0, pairs: 0, sum: 0, squares: 0 }
    one.weight += weight
    classes.set(rates[index]!, one)
  })
  differences.forEach((difference, pair) => {
    const one = weights[cases[pair]!] === 0 ? undefined : classes.get(rates[cases[pair]!]!)
    if (one === undefined || Number.isNaN(difference)) return
    one.pairs += 1
    one.sum += difference
    one.squares += difference ** 2
  })
  const present = [...classes.values()].filter(({ pairs }) => pairs > 0)
  const total = present.reduce((sum, { weight }) => sum + weight, 0)
  return present.map(({ weight, pairs, sum, squares }) => ({
    share: weight / total,
    pairs,
    mean: sum / pairs,
    meanSquare: squares / pairs,
  }))
}

function within(difference: number): number {
  return Math.min(1, Math.max(-1, difference))
}
