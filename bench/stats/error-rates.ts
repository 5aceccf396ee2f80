/**
 * Error rates of the fixed-design tests and coverage of the intervals, simulated on the shipped code.
 *
 *   node bench/stats/error-rates.ts [runs, default 4000]
 */

import { logRatio } from '../../src/stats/log-ratio.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { populationInterval } from '../../src/stats/population-interval.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { signFlipTest, signFlipTests } from '../../src/stats/sign-flip-test.ts'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { stepDownMinP } from '../../src/stats/step-down-min-p.ts'
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
const ALPHA = 0.05
const BETA = 0.1
const FLIPS = 499

function print(label: string, { share, error }: Share, target: string): void {
  console.log(`${label.padEnd(66)} ${share.toFixed(4)} ± ${error.toFixed(4)}   ${target}`)
}

function order(n: number, seed: string): number[] {
  return createRandom(seed).shuffle(Array.from({ length: n }, (_, index) => index))
}

function falseAlarms(label: string, simulated: SimulatedSuite, draw: DrawScore, target: string): void {
  const random = createRandom(label)
  const share = shareOf(runs, (run) => {
    const sample = drawSample(simulated, draw, random)
    return signFlipTest(sample, { seed: `${label}/${run}`, flips: FLIPS }).p <= ALPHA
  })
  print(label, share, target)
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

console.log(`Regression: P(p ≤ ${ALPHA}), sign-flip test with ${FLIPS} flips, nothing changed`)
const noChange = (base: readonly number[], pairs: number): SimulatedSuite => suite(base, base, pairs)
falseAlarms('homogeneous, 100 cases × 3 pairs', noChange(homogeneous(100), 3), passFail, '≤ .05')
falseAlarms('bimodal, 115 × 4', noChange(bimodal(115), 4), passFail, '≤ .05')
falseAlarms('ceiling, 200 × 1', noChange(ceiling(200), 1), passFail, '≤ .05')
falseAlarms('tiny, 8 × 15', noChange(tiny(8), 15), passFail, '≤ .05')
falseAlarms('tiny, 5 × 3', noChange(tiny(5), 3), passFail, '≤ .05')
falseAlarms('graded, 60 × 4', noChange(graded(60), 4), judged, '≤ .05')
falseAlarms('all pass, 30 × 4', noChange(new Array<number>(30).fill(1), 4), passFail, '= 0')
const uneven = (simulated: SimulatedSuite): SimulatedSuite => ({
  ...simulated,
  counts: simulated.counts.map((_, index) => (index % 2 === 0 ? 1 : 10)),
  weights: simulated.counts.map((_, index) => (index % 3 === 0 ? 10 : 1)),
})
falseAlarms('hard, 30 cases, 1 or 10 pairs, weights 10:1', uneven(noChange(hard(30), 1)), passFail, '≤ .05')
const drifting = (): DrawScore => {
  let drawn = 0
  return (_rate, random) => passFail(0.9 - (0.15 * (Math.floor(drawn++ / 2) % 300)) / 300, random)
}
falseAlarms('homogeneous drifting .90 → .75, interleaved', noChange(homogeneous(100), 3), drifting(), '≤ .05')
const mixed = homogeneous(100).map((_, index) => (index % 2 === 0 ? 0.7 : 0.3))
falseAlarms(
  'half the cases +.2, half −.2 (weak null), 100 × 3',
  suite(
    mixed.map(() => 0.5),
    mixed,
    3,
  ),
  passFail,
  'report',
)

console.log('\nRegression: power at the margin, the fixed design’s number of pairs')
falseAlarms(
  'homogeneous −.10 diffuse, 100 × 3',
  suite(homogeneous(100), diffuseDrop(homogeneous(100), 0.1), 3),
  passFail,
  '≈ .90',
)
falseAlarms(
  'bimodal −.05 diffuse, 115 × 4',
  suite(bimodal(115), diffuseDrop(bimodal(115), 0.05), 4),
  passFail,
  '≈ .90',
)
falseAlarms(
  'bimodal −.05 broken, 115 × 4',
  suite(bimodal(115), brokenCases(bimodal(115), 0.05, order(115, 'S3')), 4),
  passFail,
  '≥ .90',
)
falseAlarms('tiny −.15 diffuse, 8 × 15', suite(tiny(8), diffuseDrop(tiny(8), 0.15), 15), passFail, '≈ .90')

console.log(
  `\nRegression: family-wise error at ${ALPHA}, 4 metrics and 8 slices of one of them, step-down minP on shared flips`,
)
family('nothing changed', 0)
family('one slice drops by .35: that slice found', 0.35)

function family(label: string, drop: number): void {
  const cases = Uint32Array.from({ length: 240 }, (_, pair) => pair % 80)
  const slices = Array.from({ length: 8 }, (_, slice) =>
    Float64Array.from({ length: 80 }, (_value, index) => (index % 8 === slice ? 1 : 0)),
  )
  const whole = new Float64Array(80).fill(1)
  const random = createRandom(label)
  const count = Math.ceil(runs / 4)
  const share = shareOf(count, (run) => {
    const metrics = Array.from({ length: 4 }, (_, metric) => ({
      differences: Float64Array.from(cases, (index) => {
        const head = metric === 0 && index % 8 === 3 ? 0.8 - drop : 0.8
        return passFail(head, random) - passFail(0.8, random)
      }),
      weights: whole,
    }))
    const hypotheses = [
      ...metrics,
      ...slices.map((weights) => ({ differences: metrics[0]!.differences, weights })),
    ]
    const results = signFlipTests(cases, hypotheses, { seed: `${label}/${run}`, flips: 9999 })
    const { adjusted } = stepDownMinP(results.map(({ pathCounts }) => pathCounts))
    return drop === 0 ? adjusted.some((p) => p <= ALPHA) : adjusted[4 + 3]! <= ALPHA
  })
  print(label, share, drop === 0 ? '≤ .05' : 'report')
}

console.log(`\nPass: P(pass) at level ${BETA} when the mean has dropped by exactly the margin`)
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
