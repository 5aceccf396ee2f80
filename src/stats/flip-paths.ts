import { caseMoments } from './paired-sample.ts'
import { createRandom } from './random.ts'

/** A metric, or a slice of one, over pairs that it shares with others. See `PairedSample` for ranges. */
export interface FlipMetric {
  readonly differences: Float64Array
  /** One per case; 0 for the cases outside a slice. */
  readonly weights: Float64Array
}

export interface FlipOptions {
  readonly seed: string
  /**
   * Number of random sign vectors, ≥ 0; 2^m are enumerated instead when the m pairs that differ make that
   * affordable.
   */
  readonly flips: number
}

/**
 * Statistics of one metric on every path; entry 0 is what was observed. With S̄ᵢ the mean difference of case
 * i on the path:
 */
export interface PathStatistics {
  /** −Σ wᵢ S̄ᵢ, the mean drop. */
  readonly mean: Float64Array
  /** −Σ wᵢ S̄ᵢ|S̄ᵢ|, damage concentrated in few cases, gains offset losses. */
  readonly concentrated: Float64Array
  /** Σ wᵢ min(S̄ᵢ, 0)², damage alone. */
  readonly damage: Float64Array
  /** What |mean| cannot exceed on any path; its square-like counterpart bounds the other two. */
  readonly meanBound: number
  readonly concentratedBound: number
}

export interface FlipPaths {
  readonly paths: number
  /** True when the paths are all sign vectors, so that nothing is left to chance. */
  readonly exhaustive: boolean
  readonly statistics: readonly PathStatistics[]
}

/** Up to this many pairs that differ, all sign vectors are enumerated. */
const ENUMERATED_PAIRS = 14

/** One random word flips a pair on this many paths at once. */
const BLOCK = 32

/**
 * The data as observed (path 0) and copies in which every pair has been turned round or not, at random, the
 * same for all metrics. Pairs that agree on all metrics are left out: turning them changes nothing. The
 * result does not depend on the order of the pairs. Work: (paths + 31) × pairs that differ × metrics; memory:
 * paths × metrics.
 */
export function flipPaths(
  cases: Uint32Array,
  metrics: readonly FlipMetric[],
  options: FlipOptions,
): FlipPaths {
  const prepared = metrics.map((metric) => prepare(cases, metric))
  const pairs = canonicalOrder(cases, prepared)
  const exhaustive = pairs.length <= Math.max(ENUMERATED_PAIRS, Math.floor(Math.log2(options.flips + 1)))
  const paths = exhaustive ? 2 ** pairs.length : options.flips + 1
  const flips = exhaustive ? allSigns : randomSigns(options.seed)
  const statistics = prepared.map(({ scaled, weights }) => emptyStatistics(paths, cases, scaled, weights))

  const signs = new Float64Array(BLOCK)
  const means = prepared.map(() => new Float64Array(BLOCK))
  for (let start = 0; start < paths; start += BLOCK) {
    const width = Math.min(BLOCK, paths - start)
    for (let position = 0; position < pairs.length; position += 1) {
      const pair = pairs[position]!
      const word = flips(start / BLOCK, position)
      for (let path = 0; path < BLOCK; path += 1) signs[path] = 1 - 2 * ((word >>> path) & 1)
      for (let metric = 0; metric < prepared.length; metric += 1) {
        const difference = prepared[metric]!.scaled[pair]!
        if (difference !== 0) addSigned(means[metric]!, signs, difference)
      }
      const index = cases[pair]!
      if (position + 1 < pairs.length && cases[pairs[position + 1]!] === index) continue
      for (let metric = 0; metric < prepared.length; metric += 1) {
        const weight = prepared[metric]!.weights[index]!
        if (weight > 0) addCase(statistics[metric]!, start, width, means[metric]!, weight)
        means[metric]!.fill(0)
      }
    }
  }
  return { paths, exhaustive, statistics }
}

function addSigned(means: Float64Array, signs: Float64Array, difference: number): void {
  for (let path = 0; path < BLOCK; path += 1) means[path]! += signs[path]! * difference
}

function addCase(
  statistics: PathStatistics,
  start: number,
  width: number,
  means: Float64Array,
  weight: number,
): void {
  const { mean, concentrated, damage } = statistics
  for (let path = 0; path < width; path += 1) {
    const value = means[path]!
    const square = weight * value * value
    mean[start + path]! -= weight * value
    concentrated[start + path]! -= value < 0 ? -square : square
    if (value < 0) damage[start + path]! += square
  }
}

/**
 * Differences divided by the case's number of pairs, so that their sum is the case's mean; weights
 * normalised, by case.
 */
function prepare(cases: Uint32Array, metric: FlipMetric): { scaled: Float64Array; weights: Float64Array } {
  const moments = caseMoments(metric.differences, cases, metric.weights)
  const counts = new Float64Array(metric.weights.length)
  const weights = new Float64Array(metric.weights.length)
  moments.cases.forEach((index, place) => {
    counts[index] = moments.counts[place]!
    weights[index] = moments.weights[place]!
  })
  const scaled = metric.differences.map((difference, pair) => {
    const count = counts[cases[pair]!]!
    return count > 0 && !Number.isNaN(difference) ? difference / count : 0
  })
  return { scaled, weights }
}

/**
 * Pairs that differ in some metric, by case, then by their differences, so that equal data give equal results
 * whatever the order in which trials came back. Sorting by value keeps the test exact: the signs drawn are
 * independent of it.
 */
function canonicalOrder(cases: Uint32Array, prepared: readonly { scaled: Float64Array }[]): Uint32Array {
  const differing = Uint32Array.from(cases.keys()).filter((pair) =>
    prepared.some(({ scaled }) => scaled[pair] !== 0),
  )
  return differing.sort((a, b) => {
    if (cases[a] !== cases[b]) return cases[a]! - cases[b]!
    for (const { scaled } of prepared) if (scaled[a] !== scaled[b]) return scaled[a]! - scaled[b]!
    return 0
  })
}

function emptyStatistics(
  paths: number,
  cases: Uint32Array,
  scaled: Float64Array,
  weights: Float64Array,
): PathStatistics {
  const sizes = new Float64Array(weights.length)
  scaled.forEach((difference, pair) => {
    sizes[cases[pair]!]! += Math.abs(difference)
  })
  return {
    mean: new Float64Array(paths),
    concentrated: new Float64Array(paths),
    damage: new Float64Array(paths),
    meanBound: weights.reduce((sum, weight, index) => sum + weight * sizes[index]!, 0),
    concentratedBound: weights.reduce((sum, weight, index) => sum + weight * sizes[index]! ** 2, 0),
  }
}

/**
 * A set bit turns the pair on that path of the block. The observed path, bit 0 of block 0, is never turned.
 */
type SignSource = (block: number, position: number) => number

function randomSigns(seed: string): SignSource {
  const random = createRandom(seed)
  return (block) => (block === 0 ? random.bits() & ~1 : random.bits())
}

/** Path number b turns the pairs whose bit is set in b. */
const allSigns: SignSource = (block, position) => {
  if (position < 5) return [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000][position]!
  return Math.floor(block / 2 ** (position - 5)) % 2 === 1 ? 0xffffffff : 0
}
