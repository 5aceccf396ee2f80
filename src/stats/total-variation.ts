import type { Interval } from './interval.ts'
import { type MeanDifference, meanDifference } from './mean-difference.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { caseMoments, type PairedSample, weightedSum } from './paired-sample.ts'

/** A label per trial, such as the queue a mail was sent to, on pairs grouped by case. */
export interface LabelledPairs extends Omit<PairedSample, 'differences'> {
  /**
   * One per pair: the label's code, an integer ≥ 0; −1 where there is none: the pair is then left out. A lost pair that must count as the
   * worst it could have been has two labels of its own.
   */
  readonly base: Int32Array
  readonly head: Int32Array
}

export interface TotalVariation {
  /**
   * ½ Σ |share of the label in head − in base|, shares weighted over cases: the largest change in the share of any set of labels. In [0, 1]. By
   * chance alone it is above 0.
   */
  readonly estimate: number
  readonly pairs: number
  /**
   * Whether a distance of `distance` (in (0, 1]) or more is excluded: for every set of labels its share must not have risen by as much, each
   * by the score test of `MeanDifference.excludesDrop`, whose `bound` and `spent` these are. An intersection–union test: no set needs
   * a correction, for at a distance of `distance` there is one set whose own test passes no more often than its level.
   */
  excludes(distance: number, bound: number, spent: number): boolean
  /**
   * `high` is the least distance that `excludes` excludes by the scores alone at the bound z > 0; `low`, ≥ 0, holds for all sets of labels
   * together (Bonferroni). Each is wrong with probability at most about 1 − Φ(z). [0, 1] without pairs.
   */
  interval(z: number): Interval
}

/** Labels whose sets are enumerated; a pair that changes to or from a further one counts fully against every set. */
const ENUMERATED_LABELS = 10

/** Distance between the arms' distributions of labels, over the fixed set of cases. Work: pairs × 2^labels, labels ≤ 10. */
export function totalVariation(labelled: LabelledPairs): TotalVariation {
  const labels = changingLabels(labelled)
  const exact = labels.slice(0, ENUMERATED_LABELS)
  const rest = labels.length > exact.length
  const single = labels.map((label) => {
    const { weights, means } = momentsOf(labelled, labelColumn(labelled, label))
    return weightedSum(weights, means)
  })
  const rise = exact.reduce((set, _, place) => (single[place]! > 0 ? set | (1 << place) : set), 0)
  const bits = bitsOf(exact)
  const worst = (set: number, z: number): MeanDifference =>
    meanDifference(
      sampleOf(labelled, (base, head) => worstFall(bits, set, base, head)),
      z,
    )
  const merged = (set: number, z: number): MeanDifference =>
    meanDifference(
      sampleOf(labelled, (base, head) => fall(bits, set, base, head)),
      z,
    )
  // The set with the largest rise first: while the distance is not excluded it usually says so alone.
  const sets = Array.from({ length: 2 ** exact.length }, (_, set) => set ^ rise)
  return {
    estimate: Math.min(1, single.reduce((sum, change) => sum + Math.abs(change), 0) / 2),
    pairs: worst(0, 1).pairs,
    excludes: (distance, bound, spent) =>
      sets.every((set) => worst(set, 1).excludesDrop(distance, bound, spent)),
    interval(z) {
      // All labels outside of the enumerated ones are one: merging labels can only bring the arms nearer.
      const comparisons = 2 ** (exact.length + (rest ? 1 : 0)) - 2
      const strict = comparisons > 1 ? -normalQuantile(normalCdf(-z) / comparisons) : z
      return {
        low: Math.max(0, ...sets.map((set) => largestChange(merged(set, strict)))),
        high: Math.min(1, Math.max(...sets.map((set) => -worst(set, z).low))),
      }
    },
  }
}

/**
 * Statistic of the sign-flip test of "nothing changed", one value per path: ½ Σ |sum of label c|. Exact, because every path is treated alike.
 *
 * @param sums per label, one value per path: Σ ω(1[head = c] − 1[base = c]) with the path's flips, ω the weight of a pair
 * @param scales per label, what its sums have to be multiplied by where they were standardised; absent: 1
 */
export function totalVariationPaths(sums: readonly Float64Array[], scales?: readonly number[]): Float64Array {
  const statistic = new Float64Array(sums[0]?.length ?? 0)
  sums.forEach((paths, label) => {
    const scale = (scales?.[label] ?? 1) / 2
    for (let path = 0; path < statistic.length; path += 1) statistic[path]! += scale * Math.abs(paths[path]!)
  })
  return statistic
}

/** One per pair, for the path sums of one label: 1[head = label] − 1[base = label], NaN where a label is absent. */
export function labelColumn(
  { base, head }: Pick<LabelledPairs, 'base' | 'head'>,
  label: number,
): Float64Array {
  return Float64Array.from(base, (code, pair) =>
    code < 0 || head[pair]! < 0 ? Number.NaN : Number(head[pair] === label) - Number(code === label),
  )
}

/** Labels of the pairs whose labels differ, those of most pairs first: the others are in no difference. */
export function changingLabels({ base, head, cases, weights }: LabelledPairs): readonly number[] {
  const changes = new Map<number, number>()
  base.forEach((code, pair) => {
    const other = head[pair]!
    if (code < 0 || other < 0 || code === other || weights[cases[pair]!] === 0) return
    for (const label of [code, other]) changes.set(label, (changes.get(label) ?? 0) + 1)
  })
  return [...changes].sort(([a, n], [b, m]) => m - n || a - b).map(([label]) => label)
}

function momentsOf(
  { cases, weights, perRound }: LabelledPairs,
  values: Float64Array,
): ReturnType<typeof caseMoments> {
  return caseMoments(values, cases, weights, perRound)
}

function sampleOf(labelled: LabelledPairs, difference: (base: number, head: number) => number): PairedSample {
  const { base, head, cases, weights, perRound } = labelled
  const differences = Float64Array.from(base, (code, pair) =>
    code < 0 || head[pair]! < 0 ? Number.NaN : code === head[pair] ? 0 : difference(code, head[pair]!),
  )
  return { differences, cases, weights, ...(perRound === undefined ? {} : { perRound }) }
}

/** What the share of a set of labels or of its complement has risen by at least. */
function largestChange({ low, high }: Interval): number {
  return Math.max(-high, low)
}

/** Bit of each enumerated label. */
function bitsOf(labels: readonly number[]): ReadonlyMap<number, number> {
  return new Map(labels.map((label, place) => [label, 1 << place]))
}

/** 1[base in the set] − 1[head in the set]: negative where the set's share rises. */
function fall(bits: ReadonlyMap<number, number>, set: number, base: number, head: number): number {
  const within = (label: number): number => Number(((bits.get(label) ?? 0) & set) !== 0)
  return within(base) - within(head)
}

/** The same at its least over all ways to put further labels into the set or not. */
function worstFall(bits: ReadonlyMap<number, number>, set: number, base: number, head: number): number {
  const leaves = bits.has(base) && (bits.get(base)! & set) !== 0
  const enters = !bits.has(head) || (bits.get(head)! & set) !== 0
  return Number(leaves) - Number(enters)
}
