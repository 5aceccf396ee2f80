import { createRandom, type Random } from './random.ts'

/** The trials of one case, of which some are head's. */
export interface LabelledTrials {
  /** [metric][trial]: scores less their mean over the case; 0 where a trial lacks the metric. */
  readonly centred: readonly Float64Array[]
  /** Which of the trials are head's; at least one is, and at least one is not. */
  readonly heads: readonly number[]
}

/** Head's sums over a case on every path. */
export interface LabelPermutations {
  /** The observed one included. */
  readonly paths: number
  /** True when the paths are all ways to label the trials, so that nothing is left to chance. */
  readonly exhaustive: boolean
  /**
   * Calls `visit` for every path with the sums of head's centred scores per metric; path 0 is the observed one. The array is reused. To be
   * called once per case, in order.
   */
  forEachPath(index: number, visit: (path: number, sums: Float64Array) => void): void
}

/** With so many ways or fewer, all are enumerated. */
const ENUMERATED = 2 ** 14
/** Cases with so many ways to label their trials, or fewer, have them tabulated. */
const TABULATED = 2000

/**
 * Ways to exchange the arms' labels within each case, the same for all metrics: what `flipPaths` is for pairs. Head keeps its number of trials
 * in every case. Trials must stand in an order that does not depend on their labels.
 *
 * @param paths wanted when not all ways are enumerated, ≥ 1
 */
export function permuteLabels(
  cases: readonly LabelledTrials[],
  options: { readonly paths: number; readonly seed: string },
): LabelPermutations {
  let all = 1
  // Every path is a number whose digits, one per case, say how the case is labelled: 0 is as observed.
  const digits = cases.map(({ centred, heads }) => {
    const ways = choose(centred[0]!.length, heads.length)
    const digit = { ways, place: all }
    all *= ways
    return digit
  })
  const exhaustive = all <= Math.max(ENUMERATED, options.paths)
  const paths = exhaustive ? all : options.paths
  const random = createRandom(options.seed)
  return {
    paths,
    exhaustive,
    forEachPath(index, visit) {
      const one = cases[index]!
      const { ways, place } = digits[index]!
      if (ways > TABULATED && !exhaustive) {
        drawPaths(one, paths, random, visit)
        return
      }
      const { table, observed } = tabulate(one, ways)
      visit(0, table[observed]!)
      for (let path = 1; path < paths; path += 1) {
        const digit = exhaustive ? Math.floor(path / place) % ways : random.integer(ways)
        // All ways as they come, except that the observed one changes places with the first where 0 must stand for it.
        visit(path, table[exhaustive ? swapped(digit, observed) : digit]!)
      }
    },
  }
}

function swapped(digit: number, observed: number): number {
  if (digit === 0) return observed
  return digit === observed ? 0 : digit
}

/** Binomial coefficient, exact below 2⁵³, otherwise as large as a double says. */
function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= Math.min(k, n - k); i += 1) ways = (ways * (n - Math.min(k, n - k) + i)) / i
  return Math.round(ways)
}

/** Head's sums for all subsets of its size, in lexicographic order. */
function tabulate(
  { centred, heads }: LabelledTrials,
  count: number,
): { readonly table: readonly Float64Array[]; readonly observed: number } {
  const n = centred[0]!.length
  const chosen = Array.from(heads.keys())
  const wanted = heads.toSorted((a, b) => a - b)
  const table: Float64Array[] = []
  let observed = 0
  for (;;) {
    if (chosen.every((trial, at) => trial === wanted[at])) observed = table.length
    table.push(sumsOf(centred, chosen))
    if (table.length === count) return { table, observed }
    let at = chosen.length - 1
    while (chosen[at] === n - chosen.length + at) at -= 1
    chosen[at]! += 1
    for (let next = at + 1; next < chosen.length; next += 1) chosen[next] = chosen[next - 1]! + 1
  }
}

function sumsOf(centred: readonly Float64Array[], chosen: readonly number[]): Float64Array {
  return Float64Array.from(centred, (scores) => chosen.reduce((sum, trial) => sum + scores[trial]!, 0))
}

function drawPaths(
  { centred, heads }: LabelledTrials,
  paths: number,
  random: Random,
  visit: (path: number, sums: Float64Array) => void,
): void {
  const n = centred[0]!.length
  // Centred scores sum to 0: the smaller arm is drawn, and the other's sum is its opposite.
  const drawsHead = heads.length <= n / 2
  const size = drawsHead ? heads.length : n - heads.length
  const order = Uint32Array.from({ length: n }, (_, trial) => trial)
  const sums = new Float64Array(centred.length)
  visit(0, sumsOf(centred, heads))
  for (let path = 1; path < paths; path += 1) {
    sums.fill(0)
    for (let at = 0; at < size; at += 1) {
      const from = at + random.integer(n - at)
      const trial = order[from]!
      order[from] = order[at]!
      order[at] = trial
      for (let metric = 0; metric < centred.length; metric += 1) sums[metric]! += centred[metric]![trial]!
    }
    if (!drawsHead) for (let metric = 0; metric < sums.length; metric += 1) sums[metric] = 0 - sums[metric]!
    visit(path, sums)
  }
}
