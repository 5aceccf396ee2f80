import { heldVariance } from '../held-variance.ts'
import { pairsWithoutDiscordance } from '../no-discordance.ts'
import { normalQuantile } from '../normal.ts'
import { blindedDiscordance, type ErrorRates, errorRateQuantile } from '../pairs-needed.ts'
import { stepSize } from '../step-size.ts'

/** Blinded differences of the cases that are drawn at the same rate for their weight. */
export interface DifferenceNoise {
  /** Of the weight that the mean is over, in (0, 1]. */
  readonly share: number
  /** Of all pairs of the suite, in (0, 1]. */
  readonly drawn: number
  /** ΣD² and ΣD⁴ over `pairs`, the differences in [−1, 1]. */
  readonly squares: number
  readonly fourths: number
  readonly pairs: number
}

/**
 * What a sequential plan is longer than the fixed design of the same error rates: it trades power for calls.
 * Chosen by `bench/stats`.
 */
const INFLATION = 1.35

/**
 * Pairs of the suite at which a sequential test of a drop of `margin` has spent its error rates, from blinded data:
 * f(z_α√v₀ + z_β√v₁)²/margin², with v₀/N the variance of the mean difference of N pairs and v₁/N what passing must reckon with (held at the
 * margin; it is far above v₀ when few pairs differ); and at least what passing takes when no pair differs.
 *
 * @param noise one entry per rate, together of the mean's whole weight
 */
export function differenceHorizon(
  noise: readonly DifferenceNoise[],
  margin: number,
  rates: ErrorRates,
): number {
  const squares = likelySquares(noise, (one) => one.squares)
  const classes = noise.map(({ share, drawn }, index) => ({
    share,
    pairs: drawn,
    mean: 0,
    meanSquare: squares[index]!,
    likelySquare: squares[index]!,
  }))
  const sum = (of: (one: DifferenceNoise) => number): number =>
    noise.reduce((total, one) => total + of(one), 0)
  const step = stepSize(
    sum((one) => one.squares),
    sum((one) => one.fourths),
    margin,
  )
  const free = varianceOfMean(noise, (_, index) => squares[index]!)
  const distance =
    -normalQuantile(rates.falseAlarm) * Math.sqrt(free) -
    normalQuantile(rates.miss) * Math.sqrt(heldVariance(classes, -margin, step))
  return Math.max(
    INFLATION * (distance / margin) ** 2,
    ...noise.map(({ share, drawn }) =>
      share <= margin ? 0 : pairsWithoutDiscordance(margin / share, rates.miss) / drawn,
    ),
  )
}

/** The same for any mean: observations of this variance, told from each other at this distance. */
export function meanHorizon(variance: number, distance: number, rates: ErrorRates): number {
  return (INFLATION * errorRateQuantile(rates) ** 2 * variance) / distance ** 2
}

/** N times the variance of the weighted mean of N pairs of the suite: Σ share² v/drawn. */
export function varianceOfMean<Noise extends DifferenceNoise>(
  noise: readonly Noise[],
  ofPair: (one: Noise, index: number) => number,
): number {
  return noise.reduce((sum, one, index) => sum + (one.share ** 2 * ofPair(one, index)) / one.drawn, 0)
}

/**
 * Mean square of each rate's pairs, in all with half of one more as in `blindedDiscordance`, and drawn towards that of all pairs as if there
 * were half a pair more of them.
 */
export function likelySquares<Noise extends DifferenceNoise>(
  noise: readonly Noise[],
  squaresOf: (one: Noise) => number,
): readonly number[] {
  const [squares, pairs, drawn] = noise.reduce<readonly [number, number, number]>(
    (sum, one) => [sum[0] + squaresOf(one), sum[1] + one.pairs, sum[2] + one.drawn],
    [0, 0, 0],
  )
  const pooled = blindedDiscordance(squares, pairs)
  return noise.map((one) => {
    const part = one.drawn / drawn
    return (squaresOf(one) + part / 2 + pooled / 2) / (one.pairs + part + 0.5)
  })
}
