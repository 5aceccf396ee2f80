import { type LabelledTrials, permuteLabels } from './label-permutations.ts'
import { eitherOf } from './sequential/path-statistics.ts'
import type { TwoArmSample } from './two-arm-sample.ts'

/** Trials of two independent arms with one column of scores per metric; see `TwoArmSample` for ranges. */
export interface PermutationSample extends Omit<TwoArmSample, 'scores'> {
  readonly scores: readonly Float64Array[]
}

/** One-sided tests of "got worse" for one metric. */
interface PermutationTest {
  /**
   * The larger of the two standardised statistics, mean drop and concentrated drop, against the largest of any metric on each path: adjusted
   * for all metrics and both statistics. P(any p ≤ α) ≤ α whenever the arms' labels are exchangeable within cases.
   */
  readonly p: number
  /** Which of the two statistics is the larger; the mean when they are equal. */
  readonly cause: 'mean' | 'concentrated'
  /** p-value of "no case got worse" for this metric alone; it needs a level of its own. */
  readonly pCases: number
}

export interface PermutationTests {
  readonly paths: number
  readonly exhaustive: boolean
  /** In the order of the metrics. */
  readonly tests: readonly PermutationTest[]
}

/** Values that are equal in exact arithmetic differ by rounding far below this. */
const TIE = 1e-9

/**
 * Permutation tests of several metrics on the same trials, labels exchanged within each case, the same for all metrics. With Dᵢ the difference
 * head − base of the means of case i on a path: mean drop −Σ wᵢDᵢ, concentrated drop −Σ wᵢDᵢ|Dᵢ| (gains offset losses), damage
 * Σ wᵢ min(Dᵢ, 0)², each standardised by its mean and deviation over all paths, which treats the observed one like the others: the tests are exact
 * for any scores, weights and numbers of trials, equal or not. Cases without trials in both arms count for nothing.
 *
 * Where some cases gain and others lose (the weak null), the test of the mean keeps its level approximately when the arms have equally many
 * trials. The result does not depend on the order of trials. Work: paths × trials × metrics; memory: paths × metrics.
 *
 * @param options.paths the observed one included; all ways to label are enumerated instead when they are few
 */
export function stratifiedPermutationTests(
  sample: PermutationSample,
  options: { readonly paths: number; readonly seed: string },
): PermutationTests {
  const strata = strataOf(sample)
  const permutations = permuteLabels(strata, options)
  const { paths, exhaustive } = permutations
  const statistics = sample.scores.map(() => ({
    mean: new Float64Array(paths),
    concentrated: new Float64Array(paths),
    damage: new Float64Array(paths),
  }))
  strata.forEach(({ weight, perSum }, index) => {
    permutations.forEachPath(index, (path, sums) => {
      for (let metric = 0; metric < sums.length; metric += 1) {
        const difference = sums[metric]! * perSum
        const { mean, concentrated, damage } = statistics[metric]!
        mean[path]! -= weight * difference
        concentrated[path]! -= weight * difference * Math.abs(difference)
        damage[path]! += weight * Math.min(difference, 0) ** 2
      }
    })
  })
  const scores = statistics.map(({ mean, concentrated, damage }) => {
    for (const values of [mean, concentrated, damage]) standardise(values)
    return { mean, concentrated, damage, either: eitherOf(mean, concentrated) }
  })
  const largest = new Float64Array(paths).fill(Number.NEGATIVE_INFINITY)
  for (const { either } of scores) {
    for (let path = 0; path < paths; path += 1) largest[path] = Math.max(largest[path]!, either[path]!)
  }
  return {
    paths,
    exhaustive,
    tests: scores.map(({ mean, concentrated, damage, either }) => ({
      p: shareFrom(largest, either[0]!),
      cause: mean[0]! >= concentrated[0]! - TIE ? 'mean' : 'concentrated',
      pCases: shareFrom(damage, damage[0]!),
    })),
  }
}

interface Stratum extends LabelledTrials {
  readonly weight: number
  /** What turns head's sum of centred scores into the difference of the arms' means: 1/h + 1/b. */
  readonly perSum: number
}

/** The cases in which some score varies, each with its trials in an order that their labels have no part in. */
function strataOf({ cases, heads, weights, scores }: PermutationSample): readonly Stratum[] {
  const trialsOf = Map.groupBy(cases.keys(), (trial) => cases[trial]!)
  return [...trialsOf]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, trials]): Stratum[] => {
      const columns = scores.map((column) => centre(trials.map((trial) => column[trial]!)))
      const headTrials = trials.filter((trial) => heads[trial] === 1).length
      const baseTrials = trials.length - headTrials
      const varies = columns.some((column) => column.some((value) => value !== 0))
      if (headTrials === 0 || baseTrials === 0 || weights[index] === 0 || !varies) return []
      const order = Array.from(trials.keys()).sort((a, b) => {
        for (const column of columns) if (column[a] !== column[b]) return column[a]! - column[b]!
        return 0
      })
      return [
        {
          centred: columns.map((column) => Float64Array.from(order, (trial) => column[trial]!)),
          heads: order.flatMap((trial, place) => (heads[trials[trial]!] === 1 ? [place] : [])),
          weight: weights[index]!,
          perSum: 1 / headTrials + 1 / baseTrials,
        },
      ]
    })
}

/** Scores less their mean; 0 for those that are not known, and for all when they are equal. */
function centre(scores: readonly number[]): readonly number[] {
  const known = scores.filter((score) => !Number.isNaN(score))
  if (known.every((score) => score === known[0])) return scores.map(() => 0)
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length
  return scores.map((score) => (Number.isNaN(score) ? 0 : score - mean))
}

/** All 0 where nothing varies. */
function standardise(values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  for (let path = 0; path < values.length; path += 1) {
    values[path] = deviation <= TIE ** 2 ? 0 : (values[path]! - mean) / deviation
  }
}

function shareFrom(values: Float64Array, limit: number): number {
  let count = 0
  for (const value of values) if (value >= limit - TIE) count += 1
  return count / values.length
}
