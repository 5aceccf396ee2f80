/**
 * Error rates of the tests of the other claims, simulated on the shipped code: distributions, quantile ratios, pass^k, rates, betting, allocation.
 *
 *   node bench/stats/claim-error-rates.ts [runs, default 1000]
 */

import { allocatedDifference } from '../../src/stats/allocated-difference.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { passPowerDifference } from '../../src/stats/pass-power-difference.ts'
import { quantileRatio } from '../../src/stats/quantile-exceedance.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { createBetting } from '../../src/stats/sequential/betting.ts'
import { createConfidenceSequence } from '../../src/stats/sequential/confidence-sequence.ts'
import { brokenCases, diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { totalVariation } from '../../src/stats/total-variation.ts'
import type { SuiteJudgement } from '../../src/verdict/judgement.ts'
import { runDecider } from './run-decider.ts'
import { drawSample, judged, passFail, shareOf, suite } from './simulate.ts'
import {
  compareWithRecursion,
  drawAllocated,
  drawLabels,
  drawLatencies,
  drawPasses,
  drawRound,
  gaussian,
  heavy,
  labelled,
  moved,
  powerDrop,
  raised,
} from './simulate-claims.ts'
import { bimodal, ceiling, graded, hard, homogeneous, mean, tiny } from './suites.ts'

const runs = Number(process.argv[2] ?? 1000)
const BETA = 0.1
const z = -normalQuantile(BETA)

function print(label: string, target: string, happens: (random: Random) => boolean): void {
  const random = createRandom(label)
  const { share, error } = shareOf(runs, () => happens(random))
  console.log(`${label.padEnd(72)} ${share.toFixed(4)} ± ${error.toFixed(4)}   ${target}`)
}

console.log(
  `${runs} runs each; share ± Monte-Carlo standard error\n\nTotal variation, 60 cases × 5 pairs: excluded at level ${BETA}`,
)
for (const labels of [2, 3, 4, 6]) {
  const base = labelled(60, labels, 0.85)
  const test = (head: number[][]) => (random: Random) =>
    totalVariation(drawLabels(base, head, 5, random)).excludes(0.1, z, BETA)
  print(`${labels} labels, a tenth moves from one to another`, '≤ .10', test(moved(base, 0.1, 0, 1)))
  print(`${labels} labels, nothing changed`, 'power', test(base))
}

console.log(`\nRatio of the 95th percentile, 60 cases × 5 pairs: 1.5 or more excluded at level ${BETA}`)
for (const [name, noise, sigma] of [
  ['lognormal .5', gaussian, 0.5],
  ['lognormal 1', gaussian, 1],
  ['t with 3 degrees, .5', heavy, 0.5],
] as const)
  for (const spread of [1, 10])
    for (const ratio of [1.5, 1])
      print(
        `${name}, cases up to ${spread}-fold, ratio ${ratio}`,
        ratio === 1 ? 'power' : '≤ .10',
        (random) =>
          quantileRatio(
            drawLatencies({ cases: 60, pairs: 5, sigma, spread, ratio }, noise, random),
            0.95,
          ).excludes(1.5, z, BETA),
      )

console.log(`\npass^4, a drop of .15 excluded at level ${BETA}`)
for (const [name, base] of [
  ['bimodal 40', bimodal(40)],
  ['homogeneous 30', homogeneous(30)],
  ['ceiling 50', ceiling(50)],
  ['tiny 8', tiny(8)],
] as const)
  for (const pairs of [4, 5, 8, 16]) {
    const test = (head: readonly number[]) => (random: Random) =>
      meanDifference(passPowerDifference(drawPasses(base, head, pairs, random), 4).sample, z).excludesDrop(
        0.15 / 4,
        z,
        BETA,
      )
    print(`${name} × ${pairs}, at the margin`, '≤ .10', test(powerDrop(base, 4, 0.15)))
    print(`${name} × ${pairs}, nothing changed`, 'power', test(base))
  }

console.log('\nBetting, looked at after every round')
for (const [name, base, margin, rounds] of [
  ['S1', homogeneous(100), 0.1, 8],
  ['S2', bimodal(115), 0.05, 10],
  ['S5', tiny(8), 0.15, 40],
] as const) {
  const bet = (against: 'drop' | 'no-drop', head: readonly number[], level: number) => (random: Random) => {
    const betting = createBetting({ margin, against })
    return (
      Array.from({ length: rounds }, () => betting.round(drawRound(base, head, passFail, random))).at(-1)! >=
      1 / level
    )
  }
  const dropped = diffuseDrop(base, margin)
  print(`${name} against a drop, at the margin`, '≤ .10', bet('drop', dropped, 0.1))
  print(`${name} against a drop, nothing changed`, 'power', bet('drop', base, 0.1))
  print(`${name} against none, nothing changed`, '≤ .05', bet('no-drop', base, 0.05))
  print(`${name} against none, at the margin`, 'power', bet('no-drop', dropped, 0.05))
}
const split = homogeneous(100).map((_, index) => (index % 2 === 0 ? 0.7 : 0.3))
print('half the cases +.2, half −.2, against none', '≤ .05', (random) => {
  const betting = createBetting({ margin: 0.1, against: 'no-drop' })
  return (
    Array.from({ length: 8 }, () =>
      betting.round(
        drawRound(
          split.map(() => 0.5),
          split,
          passFail,
          random,
        ),
      ),
    ).at(-1)! >= 20
  )
})
for (const [name, base, head, rounds] of [
  ['S1', homogeneous(100), homogeneous(100), 5],
  ['S2', bimodal(115), diffuseDrop(bimodal(115), 0.05), 4],
  ['S5', tiny(8), tiny(8), 20],
] as const)
  print(`confidence sequence, ${name}: ever misses, at level 1 − 2 × .05`, '≤ .10', (random) => {
    const sequence = createConfidenceSequence({ alpha: 0.05, pairs: rounds * base.length })
    const truth = mean(head) - mean(base)
    return Array.from({ length: rounds }, () => sequence.round(drawRound(base, head, passFail, random))).some(
      ({ low, high }) => low > truth || high < truth,
    )
  })
print('confidence sequence, S6, graded: ever misses, at level 1 − 2 × .05', '≤ .10', (random) => {
  const sequence = createConfidenceSequence({ alpha: 0.05, pairs: 240 })
  const base = graded(60)
  return Array.from({ length: 4 }, () => sequence.round(drawRound(base, base, judged, random))).some(
    ({ low, high }) => low > 0 || high < 0,
  )
})

console.log('\nOne rate, .75 with slack .1 (at most: .25), at most 600 pairs, looked at as the gate does')
const rateGate = (kind: 'at-least' | 'at-most', base: readonly number[], head: readonly number[]) => {
  const turned = (rate: number) => (kind === 'at-least' ? rate : 1 - rate)
  const arms = { base: base.map(turned), head: head.map(turned) }
  return (random: Random): SuiteJudgement['verdict'] =>
    runDecider(
      {
        assertions: [
          { metric: 'm0', role: 'primary', claim: { kind, rate: turned(0.75), slack: 0.1 }, slices: [] },
        ],
        metrics: ['m0'],
        tags: base.map(() => []),
        draw: (arm, _metric, index, _position, own) => passFail(arms[arm][index]!, own),
        rates: { primary: 0.05, guardrail: 0, miss: BETA },
        cap: 600,
      },
      `${random.integer(2 ** 32)}`,
    ).judgement.verdict
}
for (const [name, cases] of [
  ['homogeneous', homogeneous(50)],
  ['bimodal', bimodal(60)],
  ['hard', hard(50)],
] as const)
  for (const kind of ['at-least', 'at-most'] as const) {
    const at = (rate: number) =>
      rate < mean(cases) ? diffuseDrop(cases, mean(cases) - rate) : raised(cases, rate)
    const verdict = (base: number, head: number) => rateGate(kind, at(base), at(head))
    const [fallen, bothBelow, slackGone] = [verdict(0.9, 0.75), verdict(0.65, 0.65), verdict(0.9, 0.65)]
    const kept = verdict(0.9, 0.9)
    print(
      `${name}, ${kind}, red: fallen from .9 to the rate`,
      '≤ .05',
      (random) => fallen(random) === 'regression',
    )
    print(
      `${name}, ${kind}, red: both below the rate`,
      '≤ .05',
      (random) => bothBelow(random) === 'regression',
    )
    print(
      `${name}, ${kind}, pass: at the rate less the slack`,
      '≤ .10',
      (random) => slackGone(random) === 'pass',
    )
    print(
      `${name}, ${kind}, red: at the rate less the slack`,
      'power',
      (random) => slackGone(random) === 'regression',
    )
    print(`${name}, ${kind}, pass: .9 in both`, 'power', (random) => kept(random) === 'pass')
  }

console.log('\nThe mean alone: 2000 marked paths against the exact recursion, 20 looks, level .05')
for (const [name, lossRate] of [
  ['nothing changed', 0.5],
  ['three of five discordant pairs are lost', 0.6],
] as const) {
  const alone = (random: Random) => compareWithRecursion(lossRate, random)
  print(
    `${name}: red by the marking`,
    lossRate === 0.5 ? '≤ .05' : 'power',
    (random) => alone(random).marked > 0,
  )
  print(
    `${name}: red by the recursion`,
    lossRate === 0.5 ? '≤ .05' : 'power',
    (random) => alone(random).exact > 0,
  )
  print(`${name}: one of them alone is red`, 'report', (random) => {
    const { marked, exact } = alone(random)
    return marked > 0 !== exact > 0
  })
  print(`${name}: red at different looks`, 'report', (random) => {
    const { marked, exact } = alone(random)
    return marked !== exact
  })
}

console.log(`\nAllocation by 10 past trials a case, S2: a drop of .05 excluded at level ${BETA}`)
const s2 = bimodal(115)
const alternatives = [
  ['diffuse', diffuseDrop(s2, 0.05)],
  ['broken', brokenCases(s2, 0.05, createRandom('S3').shuffle([...s2.keys()]))],
] as const
for (const kind of ['true', 'shuffled', 'drifted'] as const)
  for (const [name, head] of alternatives)
    for (const pairs of [130, 300])
      print(`${name}, ${pairs} pairs, history ${kind}`, '≤ .10', (random) =>
        allocatedDifference(drawAllocated(s2, head, pairs, { kind, trials: 10 }, random), z).excludesDrop(
          0.05,
          z,
          BETA,
        ),
      )
for (const trials of [10, 40])
  for (const pairs of [240, 270, 300])
    print(`nothing changed, ${pairs} pairs, ${trials} past trials`, 'power', (random) =>
      allocatedDifference(drawAllocated(s2, s2, pairs, { kind: 'true', trials }, random), z).excludesDrop(
        0.05,
        z,
        BETA,
      ),
    )
for (const pairs of [2, 3, 4])
  print(`nothing changed, ${pairs * 115} pairs, even`, 'power', (random) =>
    meanDifference(drawSample(suite(s2, s2, pairs), passFail, random), z).excludesDrop(0.05, z, BETA),
  )
