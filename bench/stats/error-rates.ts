/**
 * Error rates of the tests for no drop at a fixed number of pairs, and coverage of the intervals, simulated on the shipped code.
 * `decider.ts` has the regression test and what looking again and again does to both.
 *
 *   node bench/stats/error-rates.ts [runs, default 4000]
 */

import { logRatio } from '../../src/stats/log-ratio.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { populationInterval } from '../../src/stats/population-interval.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'
import {
  type DrawScore,
  drawSample,
  judged,
  passFail,
  type Share,
  type SimulatedSuite,
  shareOf,
  suite,
} from './simulate.ts'
import { bimodal, ceiling, graded, hard, homogeneous, mean, tiny } from './suites.ts'

const runs = Number(process.argv[2] ?? 4000)
const BETA = 0.1

function print(label: string, { share, error }: Share, target: string): void {
  console.log(`${label.padEnd(66)} ${share.toFixed(4)} ± ${error.toFixed(4)}   ${target}`)
}

function order(n: number, seed: string): number[] {
  return createRandom(seed).shuffle(Array.from({ length: n }, (_, index) => index))
}

function passes(
  label: string,
  simulated: SimulatedSuite,
  draw: DrawScore,
  margin: number,
  target: string,
): void {
  const random = createRandom(label)
  const z = -normalQuantile(BETA)
  const share = shareOf(
    runs,
    () => meanDifference(drawSample(simulated, draw, random), z).zNonInferiority(margin) >= z,
  )
  print(label, share, target)
}

function covers(
  label: string,
  simulated: SimulatedSuite,
  draw: DrawScore,
  truth: number,
  target: string,
): void {
  const random = createRandom(label)
  const z = normalQuantile(0.975)
  const share = shareOf(runs, () => {
    const { low, high } = meanDifference(drawSample(simulated, draw, random), z)
    return low <= truth && truth <= high
  })
  print(label, share, target)
}

console.log(`${runs} runs each; value ± Monte-Carlo standard error\n`)

const noChange = (base: readonly number[], pairs: number): SimulatedSuite => suite(base, base, pairs)
const uneven = (simulated: SimulatedSuite): SimulatedSuite => ({
  ...simulated,
  counts: simulated.counts.map((_, index) => (index % 2 === 0 ? 1 : 10)),
  weights: simulated.counts.map((_, index) => (index % 3 === 0 ? 10 : 1)),
})

console.log(`Pass: P(pass) at level ${BETA} when the mean has dropped by exactly the margin`)
for (const [name, base, pairs, margin] of [
  ['homogeneous, 100 × 3', homogeneous(100), 3, 0.1],
  ['bimodal, 115 × 4', bimodal(115), 4, 0.05],
  ['ceiling, 200 × 1', ceiling(200), 1, 0.03],
  ['tiny, 8 × 15', tiny(8), 15, 0.15],
  ['hard, 50 × 4', hard(50), 4, 0.12],
] as const) {
  passes(`${name}, diffuse`, suite(base, diffuseDrop(base, margin), pairs), passFail, margin, '≤ .10')
  passes(
    `${name}, broken`,
    suite(base, brokenCases(base, margin, order(base.length, name)), pairs),
    passFail,
    margin,
    '≤ .10',
  )
  passes(`${name}, nothing changed`, suite(base, base, pairs), passFail, margin, 'power')
}
const gradedHead = graded(60).map((mu) => mu - 0.16)
const gradedDrop = mean(graded(60).map(judgedMean)) - mean(gradedHead.map(judgedMean))
passes(
  `graded, 60 × 4, shift by ${gradedDrop.toFixed(4)}`,
  suite(graded(60), gradedHead, 4),
  judged,
  gradedDrop,
  '≤ .10',
)
passes('graded, 60 × 4, nothing changed', noChange(graded(60), 4), judged, gradedDrop, 'power')

function judgedMean(mu: number): number {
  return mean([-1, -0.3, 0.3, 1].map((cut) => normalCdf((mu - cut) / 0.6)))
}

console.log('\nPass, stratified form: the same with unequal pairs or weights')
for (const [name, base] of [
  ['bimodal, 40', bimodal(40)],
  ['ceiling, 40', ceiling(40)],
  ['homogeneous, 20', homogeneous(20)],
  ['hard, 30', hard(30)],
  ['tiny, 8', tiny(8)],
] as const) {
  const margin = base.length === 8 ? 0.15 : 0.1
  const odd = base.map((_, index) => index % 2)
  for (const [shape, counts, weights] of [
    ['2 or 20 pairs', odd.map((one) => (one ? 20 : 2)), odd.map(() => 1)],
    ['2 or 3 pairs', odd.map((one) => (one ? 3 : 2)), odd.map(() => 1)],
    ['4 pairs, weights 10:1', odd.map(() => 4), odd.map((one) => (one ? 10 : 1))],
    ['1 pair, weights 10:1', odd.map(() => 1), odd.map((one) => (one ? 10 : 1))],
  ] as const) {
    const head = diffuseDrop(base, margin, weights)
    passes(`${name}, ${shape}, diffuse`, { base, head, counts, weights }, passFail, margin, '≤ .10')
  }
}

console.log('\nCoverage of the 95 % interval of the mean difference, fixed suite')
covers('bimodal, 115 × 4, nothing changed', noChange(bimodal(115), 4), passFail, 0, '≥ .93')
covers(
  'bimodal, 115 × 4, diffuse −.05',
  suite(bimodal(115), diffuseDrop(bimodal(115), 0.05), 4),
  passFail,
  -0.05,
  '≥ .93',
)
covers('homogeneous, 10 × 2, nothing changed', noChange(homogeneous(10), 2), passFail, 0, '≥ .93')
covers('graded, 60 × 4', suite(graded(60), gradedHead, 4), judged, -gradedDrop, '≥ .93')
covers('hard, 30 cases, 1 or 10 pairs, weights 10:1', uneven(noChange(hard(30), 1)), passFail, 0, '≥ .93')

console.log('\nCoverage of the 95 % population interval: cases are a sample')
for (const [n, pairs, brokenShare] of [
  [5, 1, 0.1],
  [5, 10, 0.1],
  [30, 1, 0.05],
  [30, 10, 0.05],
  [100, 10, 0.05],
  [30, 4, 0],
] as const) {
  const random = createRandom(`population ${n} ${pairs} ${brokenShare}`)
  const share = shareOf(runs, () => {
    const base = Array.from({ length: n }, () => 0.8)
    const head = base.map((rate) => (random.uniform() < brokenShare ? 0 : rate))
    const { low, high } = populationInterval(drawSample(suite(base, head, pairs), passFail, random), 0.025)
    return low <= -0.8 * brokenShare && -0.8 * brokenShare <= high
  })
  print(`${n} cases × ${pairs}, ${100 * brokenShare} % of cases break`, share, '≥ .95')
}

console.log('\nRatio of a quantity: coverage of the 90 % interval, log-normal quantities')
for (const [n, pairs, spread] of [
  [5, 1, 0.3],
  [30, 3, 0.3],
  [30, 3, 1],
  [100, 1, 0.05],
] as const) {
  const random = createRandom(`ratio ${n} ${pairs} ${spread}`)
  const share = shareOf(runs, () => {
    const cases = Uint32Array.from({ length: n * pairs }, (_, pair) => pair % n)
    const draw = (): Float64Array => Float64Array.from(cases, () => logNormal(spread, random))
    const { low, high } = logRatio({
      base: draw(),
      head: draw(),
      cases,
      weights: new Float64Array(n).fill(1),
    }).interval(0.05)
    return low <= 1 && 1 <= high
  })
  print(`${n} cases × ${pairs}, spread ${spread}`, share, '≥ .90')
}

function logNormal(spread: number, random: Random): number {
  return Math.exp(spread * normalQuantile((random.integer(2 ** 32) + 0.5) / 2 ** 32))
}
