import { createRandom } from '../random.ts'

/** A column of differences over all cases or over a slice of them. */
interface PathHypothesis {
  /** Index of its differences among the columns. */
  readonly column: number
  /** One per case; 0 outside a slice. */
  readonly weights: Float64Array
  /** Per case, how often a round of the plan holds it: what a sum over its pairs is divided by. */
  readonly perRound: ArrayLike<number>
}

/**
 * Standardised statistics of one hypothesis; one value per path, entry 0 is what was observed. Large is bad.
 * With Sᵢ the sum of the differences of case i on the path over how often a round holds it:
 */
export interface PathScores {
  /** −Σ wᵢSᵢ: the mean drop. */
  readonly mean: Float64Array
  /** −Σ wᵢSᵢ|Sᵢ|: damage concentrated in few cases; gains offset losses. */
  readonly concentrated: Float64Array
  /** The larger of the two and a fifth of the smaller: of equal mean drops, the more concentrated one counts more. */
  readonly either: Float64Array
  /** Σ wᵢ min(Sᵢ, 0)²: damage alone. */
  readonly damage: Float64Array
}

/** A change of one label's share by a pair: what it adds where the pair is not turned round. */
export interface LabelChange {
  /** Index of what is labelled. */
  readonly group: number
  readonly label: number
  readonly amount: number
}

/** The data as observed and copies of it in which every pair is turned round or not, growing pair by pair. */
export interface PathStatistics {
  /**
   * Adds a pair. `differences` holds one value per column, negative is worse; NaN and 0 leave their column as
   * it is. Work: paths × columns that differ.
   */
  add(caseIndex: number, differences: Float64Array, changes?: readonly LabelChange[]): void
  /** By case, the sum of a column's differences on every path; cases without any are absent. */
  caseSums(column: number): ReadonlyMap<number, Float64Array>
  /** By label, the sum of its changes on every path. */
  labelSums(group: number): readonly Float64Array[]
  /** Statistics of what was added so far. Work: paths × cases that differ. */
  scores(hypothesis: PathHypothesis): PathScores
}

/**
 * The same flips serve all columns. The statistics are divided by their standard deviations over all possible
 * flips, which depend on |difference| alone: √Σ w²D² and, since E S⁴ = 3(ΣD²)² − 2ΣD⁴ for independent signs,
 * √Σ w²(3(ΣD²)² − 2ΣD⁴); damage, of which half has the mean ΣD²/2, is centred besides. All paths are treated alike, so under exchangeable arms the observed one is as any
 * other. Cases are summed, not averaged: pairs are drawn in rounds, so their numbers differ by one at most,
 * and a mean would let the cases that are ahead count less.
 *
 * Memory: 8 bytes × paths × cases × columns. Deterministic for a seed and an order of pairs.
 */
export function createPathStatistics(options: {
  /** The observed one included, ≥ 1. */
  readonly paths: number
  readonly cases: number
  readonly columns: number
  readonly seed: string
}): PathStatistics {
  const { paths, cases, columns } = options
  const random = createRandom(options.seed)
  const words = new Uint32Array(Math.ceil(paths / 32))
  const sums = Array.from({ length: columns }, () => new Map<number, Float64Array>())
  const squares = Array.from({ length: columns }, () => new Float64Array(cases))
  const fourths = Array.from({ length: columns }, () => new Float64Array(cases))
  const labels = new Map<number, Map<number, Float64Array>>()

  return {
    caseSums: (column) => sums[column]!,
    labelSums: (group) => [...(labels.get(group)?.values() ?? [])],
    add(caseIndex, differences, changes = []) {
      const isEqual = differences.every((difference) => difference === 0 || Number.isNaN(difference))
      if (isEqual && changes.length === 0) return
      for (let word = 0; word < words.length; word += 1) words[word] = random.bits()
      words[0]! &= ~1
      for (let column = 0; column < columns; column += 1) {
        const difference = differences[column]!
        if (difference === 0 || Number.isNaN(difference)) continue
        let sum = sums[column]!.get(caseIndex)
        if (sum === undefined) {
          sum = new Float64Array(paths)
          sums[column]!.set(caseIndex, sum)
        }
        addFlipped(sum, difference, words)
        squares[column]![caseIndex]! += difference ** 2
        fourths[column]![caseIndex]! += difference ** 4
      }
      for (const { group, label, amount } of changes) {
        const ofGroup = labels.get(group) ?? new Map<number, Float64Array>()
        const sum = ofGroup.get(label) ?? new Float64Array(paths)
        labels.set(group, ofGroup.set(label, sum))
        addFlipped(sum, amount, words)
      }
    },
    scores({ column, weights, perRound }) {
      const mean = new Float64Array(paths)
      const concentrated = new Float64Array(paths)
      const damage = new Float64Array(paths)
      let [meanVariance, concentratedVariance, damageVariance, damageMean] = [0, 0, 0, 0]
      for (const [caseIndex, sum] of sums[column]!) {
        const weight = weights[caseIndex]! / perRound[caseIndex]!
        if (weight === 0) continue
        const squareWeight = weight / perRound[caseIndex]!
        addCase(sum, weight, squareWeight, { mean, concentrated, damage })
        const square = squares[column]![caseIndex]!
        const fourth = 3 * square ** 2 - 2 * fourths[column]![caseIndex]!
        meanVariance += weight ** 2 * square
        concentratedVariance += squareWeight ** 2 * fourth
        damageMean += (squareWeight * square) / 2
        damageVariance += squareWeight ** 2 * (fourth / 2 - square ** 2 / 4)
      }
      standardise(mean, 0, meanVariance)
      standardise(concentrated, 0, concentratedVariance)
      standardise(damage, damageMean, damageVariance)
      return { mean, concentrated, either: eitherOf(mean, concentrated), damage }
    },
  }
}

/** Adds the difference to every path, turned where the path's bit is set. */
function addFlipped(sum: Float64Array, difference: number, words: Uint32Array): void {
  for (let start = 0; start < sum.length; start += 32) {
    const word = words[start >>> 5]!
    const end = Math.min(sum.length, start + 32)
    for (let path = start; path < end; path += 1) {
      sum[path]! += (1 - 2 * ((word >>> (path - start)) & 1)) * difference
    }
  }
}

function addCase(
  sum: Float64Array,
  weight: number,
  squareWeight: number,
  { mean, concentrated, damage }: Pick<PathScores, 'mean' | 'concentrated' | 'damage'>,
): void {
  for (let path = 0; path < sum.length; path += 1) {
    const value = sum[path]!
    const size = Math.abs(value)
    const weighted = squareWeight * value
    mean[path]! -= weight * value
    concentrated[path]! -= weighted * size
    // ½(value − size) is min(value, 0), exactly, without a branch: signs are random, and a processor guesses half of them wrong.
    damage[path]! += weighted * (0.5 * (value - size))
  }
}

/**
 * Ties are many with pass/fail scores, and a tie that does not fit is not marked: without the share of the
 * smaller statistic a tenth of the level would go unspent.
 */
const SHARE_OF_SMALLER = 0.2

/** The larger of two standardised statistics and a fifth of the smaller, path by path. */
export function eitherOf(a: Float64Array, b: Float64Array): Float64Array {
  const either = new Float64Array(a.length)
  for (let path = 0; path < a.length; path += 1) {
    const [x, y] = [a[path]!, b[path]!]
    either[path] = x > y ? x + SHARE_OF_SMALLER * y : y + SHARE_OF_SMALLER * x
  }
  return either
}

function standardise(values: Float64Array, mean: number, variance: number): void {
  const scale = variance === 0 ? 1 : 1 / Math.sqrt(variance)
  for (let path = 0; path < values.length; path += 1) values[path] = (values[path]! - mean) * scale
}

/** In place: mean 0 and variance 1 over the paths, which treats all of them alike; all 0 where they do not vary. */
export function standardisePaths(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  standardise(values, mean, variance)
  return values
}
