/** What was measured on pairs, grouped by case. */
export interface PairedSample {
  /**
   * One per pair: head − base in [−1, 1], negative is worse. NaN: the pair lacks this metric and is left out.
   */
  readonly differences: Float64Array
  /** One per pair: index into `weights`. */
  readonly cases: Uint32Array
  /**
   * One per case, finite, ≥ 0. Only their proportions matter: they are normalised over the cases that have a
   * pair.
   */
  readonly weights: Float64Array
  /**
   * One per case: how often a round of the plan holds it, where the pairs were drawn in rounds of all cases in random order. Absent: unknown.
   */
  readonly perRound?: ArrayLike<number>
}

/**
 * Moments of the cases that have a pair and a positive weight; the arrays are parallel and have one entry per
 * such case.
 */
export interface CaseMoments {
  /** Number of pairs in all of these cases. */
  readonly pairs: number
  /** Index of the case in the sample's `weights`, ascending. */
  readonly cases: Uint32Array
  /** Pairs of the case, ≥ 1. */
  readonly counts: Float64Array
  readonly means: Float64Array
  readonly meanSquares: Float64Array
  /** Σ value⁴ over all of these pairs. */
  readonly fourths: number
  /** Σ (value − mean of the case)². */
  readonly deviations: Float64Array
  /**
   * Sum to 1; where the pairs are pooled, each case's share of them. Where they were drawn in rounds that hold some cases more often than their
   * weights ask, each pair counts its case's weight over how often a round holds the case: the cases that a round has come to stand for those
   * of their rate that it has not come to yet.
   */
  readonly weights: Float64Array
  /**
   * The pairs are pooled, because every case has as many as its weight asks for: exactly, or, where pairs were drawn in rounds, up to the
   * round that is under way. Within a round the order is random, so the cases that are ahead are a random subset and every pair counts alike
   * without bias; to weigh the cases instead would throw precision away.
   */
  readonly balanced: boolean
  /** The pairs were drawn in rounds and are where the rounds are, though these may hold some cases more often than their weights ask. */
  readonly inRounds: boolean
}

/** `values`, one per pair, may have any range; see `PairedSample` for the rest. */
export function caseMoments(
  values: Float64Array,
  cases: Uint32Array,
  weights: Float64Array,
  perRound?: ArrayLike<number>,
): CaseMoments {
  const { counts, sums, squares, deviations, fourths } = sumsOfCases(values, cases, weights)
  const present = presentCases(counts, weights)
  const presentCounts = pick(counts, present)
  const inRounds = perRound !== undefined && followsRounds(counts, weights, perRound)
  // Where rounds hold some cases more often, equal counts are those of a round under way and say nothing.
  const drawn = inRounds ? pick(perRound, present) : presentCounts
  const wanted = pick(weights, present)
  const balanced = isConstant(quotients(drawn, wanted))
  const shares = balanced
    ? presentCounts
    : inRounds
      ? quotients(products(presentCounts, wanted), drawn)
      : wanted
  const total = sumOf(shares)
  return {
    pairs: sumOf(presentCounts),
    cases: present,
    counts: presentCounts,
    means: quotients(pick(sums, present), presentCounts),
    meanSquares: quotients(pick(squares, present), presentCounts),
    fourths,
    deviations: pick(deviations, present),
    weights: shares.map((share) => share / total),
    balanced,
    inRounds,
  }
}

const known = new WeakMap<PairedSample, CaseMoments>()

/** Those of a sample's differences; kept with it, since a look asks for them at one bound after the other. */
export function sampleMoments(sample: PairedSample): CaseMoments {
  let moments = known.get(sample)
  if (moments === undefined) {
    moments = caseMoments(sample.differences, sample.cases, sample.weights, sample.perRound)
    known.set(sample, moments)
  }
  return moments
}

/** Per case, with entries also for those that have no pair. */
function sumsOfCases(values: Float64Array, cases: Uint32Array, weights: Float64Array) {
  const counts = new Float64Array(weights.length)
  const sums = new Float64Array(weights.length)
  const squares = new Float64Array(weights.length)
  const deviations = new Float64Array(weights.length)
  let fourths = 0
  for (let pair = 0; pair < values.length; pair += 1) {
    const value = values[pair]!
    if (Number.isNaN(value)) continue
    const index = cases[pair]!
    counts[index]! += 1
    sums[index]! += value
    squares[index]! += value * value
    if (weights[index]! > 0) fourths += value ** 4
  }
  for (let pair = 0; pair < values.length; pair += 1) {
    const value = values[pair]!
    if (Number.isNaN(value)) continue
    const index = cases[pair]!
    deviations[index]! += (value - sums[index]! / counts[index]!) ** 2
  }
  return { counts, sums, squares, deviations, fourths }
}

function pick(values: ArrayLike<number>, places: Uint32Array): Float64Array {
  const picked = new Float64Array(places.length)
  for (let place = 0; place < places.length; place += 1) picked[place] = values[places[place]!]!
  return picked
}

function quotients(above: Float64Array, below: Float64Array): Float64Array {
  return above.map((value, place) => value / below[place]!)
}

function products(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, place) => value * right[place]!)
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function presentCases(counts: Float64Array, weights: Float64Array): Uint32Array {
  const present = new Uint32Array(counts.length)
  let size = 0
  for (let index = 0; index < counts.length; index += 1) {
    if (counts[index]! > 0 && weights[index]! > 0) {
      present[size] = index
      size += 1
    }
  }
  return present.slice(0, size)
}

/** All cases stand in the same round of the plan, up to the one that is under way. */
function followsRounds(counts: Float64Array, weights: Float64Array, perRound: ArrayLike<number>): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, 0]
  for (let index = 0; index < counts.length; index += 1) {
    if (weights[index] === 0) continue
    least = Math.min(least, Math.floor(counts[index]! / perRound[index]!))
    most = Math.max(most, Math.ceil(counts[index]! / perRound[index]!))
  }
  return most - least <= 1
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => Math.abs(value - values[0]!) <= 1e-9 * values[0]!)
}

/** Σ wᵢ xᵢ. */
export function weightedSum(weights: Float64Array, values: Float64Array): number {
  return weights.reduce((sum, weight, index) => sum + weight * values[index]!, 0)
}

/**
 * Pairs of equal weight that would give a mean as precise as these, 1 / Σ wᵢ²/nᵢ; the number of pairs when
 * they are balanced.
 */
export function effectivePairs({ weights, counts }: CaseMoments): number {
  return 1 / weights.reduce((sum, weight, index) => sum + weight ** 2 / counts[index]!, 0)
}

/** Mean square that those pairs would have; that of all pairs when they are balanced. */
export function effectiveMeanSquare({ weights, counts, meanSquares }: CaseMoments): number {
  const each = weights.map((weight, index) => weight ** 2 / counts[index]!)
  const total = each.reduce((sum, one) => sum + one, 0)
  return each.reduce((sum, one, index) => sum + (one / total) * meanSquares[index]!, 0)
}
