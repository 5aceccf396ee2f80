import { binomialLowerTail } from './binomial.ts'
import { heldVariance, type RateClass } from './held-variance.ts'
import type { MeanDifference } from './mean-difference.ts'
import { noDiscordanceProbability } from './no-discordance.ts'
import { normalQuantile } from './normal.ts'
import type { PairedSample } from './paired-sample.ts'
import { blindedDiscordance } from './pairs-needed.ts'
import { stepSize } from './step-size.ts'
import { scoreInterval, standardised } from './tango.ts'

/** Pairs drawn in rounds that hold some cases more often than their weights ask. */
export interface AllocatedSample extends PairedSample {
  /** One per case: how often a round holds it. */
  readonly perRound: ArrayLike<number>
}

/** The mean square of a class is drawn towards that of all of them as if there were half a pair more. */
const PSEUDO_PAIRS = 0.5

/**
 * Mean difference over the fixed set of cases and its score interval at normal quantile z > 0, where cases were drawn unevenly (`allocateByHistory`).
 * The difference is Σ over rates of share × mean of the pairs drawn at that rate; its variance under H: Δ = θ is `heldVariance`. With one rate for
 * all it is Tango's statistic. Cases without pairs leave their weight to the others of their rate, which are a random part of it.
 */
export function allocatedDifference(sample: AllocatedSample, z: number): MeanDifference {
  const { classes, pairs, squares, fourths } = rateClasses(sample)
  const estimate = Math.min(
    1,
    Math.max(
      -1,
      classes.reduce((sum, { share, mean }) => sum + share * mean, 0),
    ),
  )
  const score = (theta: number): number =>
    pairs === 0
      ? 0
      : standardised(estimate - theta, heldVariance(classes, theta, stepSize(squares, fourths, theta)))
  const fewLosses = (margin: number): number =>
    Math.max(
      ...classes.map((one) => fewLossesProbability(one, margin + estimate)),
      squares < 1 ? noDiscordanceOf(classes, margin) : 0,
    )
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
 * Probability of so few net losses in the class if all that is missing to the margin had dropped in it alone: where hardly a pair differs, the score
 * alone passes too early. Mid-p where there are other classes: together with the score the whole probability would let half as many pass as may,
 * and cost a twentieth of the calls. Where no pair of the suite differs, the exact rule holds besides.
 */
function fewLossesProbability({ share, pairs, mean }: RateClass, missing: number): number {
  const drop = missing / share - mean
  if (drop >= 1) return 0
  const netLosses = Math.ceil(Math.max(0, -mean * pairs) - 1e-9)
  const upTo = (losses: number): number => binomialLowerTail(losses, pairs, Math.max(0, drop))
  if (share === 1) return upTo(netLosses)
  return netLosses === 0 ? upTo(0) / 2 : (upTo(netLosses) + upTo(netLosses - 1)) / 2
}

function noDiscordanceOf(classes: readonly RateClass[], margin: number): number {
  return noDiscordanceProbability(
    {
      counts: Float64Array.from(classes, ({ pairs }) => pairs),
      weights: Float64Array.from(classes, ({ share }) => share),
    },
    margin,
  )
}

function rateClasses({ differences, cases, weights, perRound }: AllocatedSample): {
  readonly classes: readonly RateClass[]
  readonly pairs: number
  readonly squares: number
  readonly fourths: number
} {
  // Rates that differ by rounding alone fall together.
  const rates = Array.from(weights, (weight, index) => Number((weight / perRound[index]!).toPrecision(12)))
  const sums = new Map<number, { weight: number; pairs: number; sum: number; squares: number }>()
  weights.forEach((weight, index) => {
    if (weight === 0) return
    const one = sums.get(rates[index]!) ?? { weight: 0, pairs: 0, sum: 0, squares: 0 }
    one.weight += weight
    sums.set(rates[index]!, one)
  })
  let fourths = 0
  differences.forEach((difference, pair) => {
    const one = weights[cases[pair]!] === 0 ? undefined : sums.get(rates[cases[pair]!]!)
    if (one === undefined || Number.isNaN(difference)) return
    one.pairs += 1
    one.sum += difference
    one.squares += difference ** 2
    fourths += difference ** 4
  })
  const present = [...sums.values()].filter(({ pairs }) => pairs > 0)
  const total = present.reduce((sum, { weight }) => sum + weight, 0)
  const pairs = present.reduce((sum, one) => sum + one.pairs, 0)
  const squares = present.reduce((sum, one) => sum + one.squares, 0)
  const pooled = blindedDiscordance(squares, pairs)
  const classes = present.map((one) => ({
    share: one.weight / total,
    pairs: one.pairs,
    mean: one.sum / one.pairs,
    meanSquare: one.squares / one.pairs,
    likelySquare: (one.squares + PSEUDO_PAIRS * pooled) / (one.pairs + PSEUDO_PAIRS),
  }))
  return { classes, pairs, squares, fourths }
}
