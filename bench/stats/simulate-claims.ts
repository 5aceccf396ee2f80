import type { AllocatedSample } from '../../src/stats/allocated-difference.ts'
import { allocateByHistory, likelyVariances } from '../../src/stats/allocation.ts'
import { findRoot } from '../../src/stats/find-root.ts'
import type { PassPairs } from '../../src/stats/pass-power-difference.ts'
import type { QuantilePairs } from '../../src/stats/quantile-exceedance.ts'
import type { Random } from '../../src/stats/random.ts'
import { createPathMarking } from '../../src/stats/sequential/path-marking.ts'
import { createPathStatistics } from '../../src/stats/sequential/path-statistics.ts'
import { spentShare } from '../../src/stats/sequential/spent-share.ts'
import type { LabelledPairs } from '../../src/stats/total-variation.ts'
import { createExactBoundary } from '../../test/stats/exact-boundary.ts'
import { type DrawScore, passFail } from './simulate.ts'
import { mean } from './suites.ts'

const even = (n: number): Float64Array => new Float64Array(n).fill(1)
const byCase = (n: number, pairs: number): Uint32Array =>
  Uint32Array.from({ length: n * pairs }, (_, pair) => Math.floor(pair / pairs))

/** Per case, the chances of the labels 0, 1, …: each case has one label that it usually gets. */
export function labelled(cases: number, labels: number, usual: number): number[][] {
  return Array.from({ length: cases }, (_, index) =>
    Array.from({ length: labels }, (_, label) =>
      label === index % labels ? usual : (1 - usual) / (labels - 1),
    ),
  )
}

/** Moves a share of all trials from one label to another. */
export function moved(chances: readonly number[][], share: number, from: number, to: number): number[][] {
  const total = mean(chances.map((row) => row[from]!))
  return chances.map((row) => {
    const part = (row[from]! * share) / total
    return row.map((chance, label) => chance + (label === to ? part : 0) - (label === from ? part : 0))
  })
}

/** @param chances of the labels 0, 1, … */
export function drawLabel(chances: readonly number[], random: Random): number {
  let left = random.uniform()
  const label = chances.findIndex((chance) => {
    left -= chance
    return left < 0
  })
  return label < 0 ? chances.length - 1 : label
}

export function drawLabels(
  base: readonly number[][],
  head: readonly number[][],
  pairs: number,
  random: Random,
): LabelledPairs {
  const cases = byCase(base.length, pairs)
  return {
    base: Int32Array.from(cases, (index) => drawLabel(base[index]!, random)),
    head: Int32Array.from(cases, (index) => drawLabel(head[index]!, random)),
    cases,
    weights: even(base.length),
  }
}

export type Noise = (random: Random) => number
export const gaussian: Noise = (random) =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
/** Student's t with three degrees of freedom. */
export const heavy: Noise = (random) =>
  gaussian(random) / Math.sqrt((gaussian(random) ** 2 + gaussian(random) ** 2 + gaussian(random) ** 2) / 3)

/** Latencies whose logarithms have the noise; cases differ up to `spread`-fold; head's are `ratio` times base's. */
export function drawLatencies(
  suite: {
    readonly cases: number
    readonly pairs: number
    readonly sigma: number
    readonly spread: number
    readonly ratio: number
  },
  noise: Noise,
  random: Random,
): QuantilePairs {
  const cases = byCase(suite.cases, suite.pairs)
  const draw = (index: number, ratio: number): number =>
    ratio * suite.spread ** (index / (suite.cases - 1)) * Math.exp(suite.sigma * noise(random))
  return {
    base: Float64Array.from(cases, (index) => draw(index, 1)),
    head: Float64Array.from(cases, (index) => draw(index, suite.ratio)),
    cases,
    weights: even(suite.cases),
  }
}

/** The same shift on the logit of every case, such that the mean of pass^k falls by `drop`. */
export function powerDrop(base: readonly number[], k: number, drop: number): number[] {
  const shifted = (shift: number): number[] =>
    base.map((rate) => 1 / (1 + ((1 - rate) / rate) * Math.exp(shift)))
  const fall = (head: readonly number[]): number =>
    mean(base.map((rate, index) => rate ** k - head[index]! ** k))
  return shifted(findRoot((shift) => fall(shifted(shift)) - drop, 0, 30))
}

export function drawPasses(
  base: readonly number[],
  head: readonly number[],
  pairs: number,
  random: Random,
): PassPairs {
  const cases = byCase(base.length, pairs)
  return {
    base: Float64Array.from(cases, (index) => passFail(base[index]!, random)),
    head: Float64Array.from(cases, (index) => passFail(head[index]!, random)),
    cases,
    weights: even(base.length),
  }
}

/** Differences of one complete round. */
export function drawRound(
  base: readonly number[],
  head: readonly number[],
  draw: DrawScore,
  random: Random,
): Float64Array {
  return Float64Array.from(base, (expected, index) => draw(head[index]!, random) - draw(expected, random))
}

/** Cases of a plan of rounds, in order, up to a number of trials. */
function drawOrder(perRound: ArrayLike<number>, trials: number, random: Random): Uint32Array {
  const round = Array.from(perRound, (count, index) => new Array<number>(count).fill(index)).flat()
  const order: number[] = []
  while (order.length < trials) order.push(...random.shuffle(round))
  return Uint32Array.from(order.slice(0, trials))
}

/** The same shift on the logit of every case, such that their mean is `rate`. */
export function raised(rates: readonly number[], rate: number): number[] {
  const shifted = (shift: number): number[] =>
    rates.map((one) => 1 / (1 + ((1 - one) / one) * Math.exp(-shift)))
  return shifted(findRoot((shift) => mean(shifted(shift)) - rate, -30, 30))
}

/**
 * A pass/fail metric of 100 cases, of which a pair in three is discordant, over 20 looks of 15 pairs: at which look, from 1, marking by the mean
 * alone and the exact recursion find a drop; 0 where they do not.
 *
 * @param lossRate of discordant pairs
 */
export function compareWithRecursion(
  lossRate: number,
  random: Random,
): { readonly marked: number; readonly exact: number } {
  const [cases, looks, pairs] = [100, 20, 15]
  const statistics = createPathStatistics({
    paths: 2000,
    cases,
    columns: 1,
    seed: `${random.integer(2 ** 32)}`,
  })
  const marking = createPathMarking(2000)
  const boundary = createExactBoundary(0.5)
  const hypothesis = { column: 0, weights: even(cases), perRound: even(cases) }
  let [losses, marked, exact] = [0, 0, 0]
  for (let look = 1; look <= looks; look += 1) {
    let discordant = 0
    for (let pair = 0; pair < pairs; pair += 1) {
      if (random.uniform() >= 1 / 3) continue
      const difference = random.uniform() < lossRate ? -1 : 1
      discordant += 1
      losses += Number(difference < 0)
      statistics.add(((look - 1) * pairs + pair) % cases, Float64Array.of(difference))
    }
    const spent = 0.05 * spentShare(look / looks)
    const scores = statistics.scores(hypothesis).mean
    if (scores[0]! >= marking.look(scores, spent).threshold && marked === 0) marked = look
    if (losses >= boundary.next(discordant, spent) && exact === 0) exact = look
  }
  return { marked, exact }
}

/** What history says: the truth, that of other cases, or that of a version one and a half logits better. */
export type History = 'true' | 'shuffled' | 'drifted'

export function drawAllocated(
  base: readonly number[],
  head: readonly number[],
  pairs: number,
  history: { readonly kind: History; readonly trials: number },
  random: Random,
): AllocatedSample {
  const rates =
    history.kind === 'true'
      ? base
      : history.kind === 'shuffled'
        ? random.shuffle(base)
        : base.map((rate) => 1 / (1 + ((1 - rate) / rate) * Math.exp(-1.5)))
  const means = rates.map((rate) =>
    mean(Array.from({ length: history.trials }, () => passFail(rate, random))),
  )
  const weights = even(base.length)
  const variances = likelyVariances(
    { trials: base.map(() => history.trials), means, variances: means.map((p) => p * (1 - p)) },
    weights,
  )
  const perRound = allocateByHistory(variances, weights)
  const cases = drawOrder(perRound, pairs, random)
  return {
    differences: Float64Array.from(
      cases,
      (index) => passFail(head[index]!, random) - passFail(base[index]!, random),
    ),
    cases,
    weights,
    perRound,
  }
}
