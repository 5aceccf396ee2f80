/** What earlier recorded runs showed of each case; parallel arrays, one entry per case. */
export interface CaseHistory {
  /** Trials of the case, ≥ 0. */
  readonly trials: ArrayLike<number>
  /** Variance of one trial's score in the case, in [0, ¼]: p(1 − p) for pass/fail. Ignored where the trials are too few. */
  readonly variances: ArrayLike<number>
}

/**
 * Few, so that the cases of one rate are many: `allocatedDifference` estimates a variance for each. With 10 past trials a case on a bimodal suite the
 * variance per pair is .72 of the even one with these, .72 with 1 to 4, .74 with 1 and 4, .72 to .82 with an 8 besides; knowing all rates would
 * give .54.
 */
const RATES = [1, 2, 4] as const
/** History of fewer trials counts as none: the case then counts as an average one. */
const LEAST_TRIALS = 10
/** Trials of an average case that are added to each case's own: ten passes in a row do not make a case certain. */
const PSEUDO_TRIALS = 4
/** Unequal rates must promise to save as much, for history promises too much. */
const LEAST_GAIN = 0.1

/**
 * How many times as often as its weight asks a round of the plan is to hold each case: 1, 2 or 4, more where earlier runs showed more variance
 * (Neyman's allocation), all 1 where that would save less than a tenth of the pairs. No case gets none, whatever the history says, and a wrong
 * history costs power alone. To be fixed before the run.
 *
 * @param weights one per case, ≥ 0
 */
export function allocateByHistory(history: CaseHistory, weights: Float64Array): Uint8Array {
  const variances = likelyVariances(history, weights)
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
 * The variance of one trial's score in each case, drawn towards the weighted average of the cases that have a history; that average where a case has
 * none, and 0 for all where none of them has.
 */
export function likelyVariances({ trials, variances }: CaseHistory, weights: Float64Array): Float64Array {
  let [weight, sum] = [0, 0]
  weights.forEach((own, index) => {
    if (trials[index]! < LEAST_TRIALS) return
    weight += own
    sum += own * variances[index]!
  })
  const average = weight === 0 ? 0 : sum / weight
  return weights.map((_, index) => {
    const known = trials[index]! >= LEAST_TRIALS ? trials[index]! : 0
    return ((known === 0 ? 0 : known * variances[index]!) + PSEUDO_TRIALS * average) / (known + PSEUDO_TRIALS)
  })
}

function nearestRate(value: number): number {
  return RATES.reduce<number>(
    (best, rate) => (Math.abs(Math.log(value / rate)) < Math.abs(Math.log(value / best)) ? rate : best),
    RATES[0],
  )
}
