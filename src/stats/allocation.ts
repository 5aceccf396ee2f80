/** What earlier recorded runs showed of each case; parallel arrays, one entry per case. */
export interface CaseHistory {
  /** Trials of the case, ≥ 0. */
  readonly trials: ArrayLike<number>
  /** Mean of their scores, in [0, 1]. */
  readonly means: ArrayLike<number>
  /** Variance of their scores, in [0, ¼]: p(1 − p) for pass/fail. Both are ignored where the trials are too few. */
  readonly variances: ArrayLike<number>
}

/**
 * Few, so that the cases of one rate are many: `allocatedDifference` estimates a variance for each. With 10 past trials a case on a bimodal suite the
 * variance per pair is .72 of the even one with these, and with an 8 besides; with forty trials .64 and .62. Knowing all rates would give .54.
 */
const RATES = [1, 2, 4] as const
/** History of fewer trials counts as none: the case then counts as an average one. */
const LEAST_TRIALS = 10
/**
 * Trials of some case of the suite that are added to each case's own: ten passes in a row do not make a case certain. One is what the neighbours
 * of a case count for in the usual suite, whose pass rates are spread like a Beta distribution with a + b = 1, as in `recordedLaws`.
 */
const PSEUDO_TRIALS = 1
/** Unequal rates must promise to save as much, for history promises too much where cases are alike. */
const LEAST_GAIN = 0.1

/**
 * How many times as often as its weight asks a round of the plan is to hold each case: 1, 2 or 4, more where earlier runs showed more variance
 * (Neyman's allocation), all 1 where that would save less than a tenth of the pairs. No case gets none, whatever the history says, and a wrong
 * history costs power alone. To be fixed before the run.
 *
 * @param variances one per case: `likelyVariances`
 * @param weights one per case, ≥ 0
 */
export function allocateByHistory(variances: Float64Array, weights: Float64Array): Uint8Array {
  const cost = (rates: Float64Array): number => {
    let [pairs, variance] = [0, 0]
    rates.forEach((rate, index) => {
      pairs += weights[index]! * rate
      variance += (weights[index]! * variances[index]!) / rate
    })
    return pairs * variance
  }
  let best = new Float64Array(weights.length).fill(1)
  let least = (1 - LEAST_GAIN) * cost(best)
  const deviations = variances.map(Math.sqrt)
  const largest = Math.max(0, ...deviations)
  // Where the rates change over is all that is free.
  for (let unit = largest; unit > largest / 32; unit *= 0.9) {
    const rates = deviations.map((deviation) => nearestRate(deviation / unit))
    const smallest = Math.min(...rates)
    const reduced = rates.map((rate) => rate / smallest)
    const own = cost(reduced)
    if (own < least * (1 - 1e-9)) [best, least] = [reduced, own]
  }
  return Uint8Array.from(best)
}

/**
 * The variance of one trial's score in each case, as it is to be expected after its trials and a pseudo-trial of the pool, the weighted cases that
 * have a history: for pass/fail E p(1 − p) of a Beta distribution. A case that has none counts as an average one; 0 for all where none of them has.
 */
export function likelyVariances(
  { trials, means, variances }: CaseHistory,
  weights: Float64Array,
): Float64Array {
  const isKnown = weights.map((_, index) => Number(trials[index]! >= LEAST_TRIALS))
  const known = isKnown.reduce((sum, one, index) => sum + one * weights[index]!, 0)
  const average = (of: (index: number) => number): number =>
    known === 0
      ? 0
      : weights.reduce((sum, own, index) => (isKnown[index] === 1 ? sum + own * of(index) : sum), 0) / known
  const mean = average((index) => means[index]!)
  const total = average((index) => variances[index]! + (means[index]! - mean) ** 2)
  const likely = (index: number): number => {
    const own = trials[index]!
    const all = own + PSEUDO_TRIALS
    const between = (own * PSEUDO_TRIALS * (means[index]! - mean) ** 2) / all
    return (own * variances[index]! + PSEUDO_TRIALS * total + between) / (all + 1)
  }
  const usual = average(likely)
  return weights.map((_, index) => (isKnown[index] === 1 ? likely(index) : usual))
}

function nearestRate(value: number): number {
  return RATES.reduce<number>(
    (best, rate) => (Math.abs(Math.log(value / rate)) < Math.abs(Math.log(value / best)) ? rate : best),
    RATES[0],
  )
}
