/**
 * How often what is said of a fallback is wrong: "lower" of one that is as good as the model, "close" of one that is worse by the margin, and
 * intervals that miss the truth. Head's trials on its model come from the shipped decider, which stops when it has its answer.
 *
 *   node bench/stats/fallback.ts [--runs N] [--trials N] [--seed TEXT]
 */
import { parseArgs } from 'node:util'
import type { FallbackTrial, SuiteEvidence } from '../../src/sampling/evidence.ts'
import { createRandom } from '../../src/stats/random.ts'
import { diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { judgeFallback } from '../../src/verdict/judge-fallback.ts'
import { runDecider, type SimulatedGate } from './run-decider.ts'
import { passFail } from './simulate.ts'
import { bimodal, ceiling, hard, homogeneous } from './suites.ts'

const MARGIN = 0.1

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    trials: { type: 'string', default: '60' },
    seed: { type: 'string', default: 'noisefloor' },
  },
})
const runs = Number(values.runs)
const trials = Number(values.trials)

const SUITES = {
  '10 cases at .8': homogeneous(10),
  '30 bimodal cases': bimodal(30),
  '40 hard cases': hard(40),
  '20 cases near 1': ceiling(20),
}

console.log(`seed ${values.seed}; ${runs} runs each; margin .10; ${trials} trials on the fallback\n`)
for (const [name, base] of Object.entries(SUITES)) {
  // The fallback is as good as head, or worse by the margin, or by 25 points; head is as good as base, or worse by the margin.
  for (const ofHead of [0, MARGIN]) {
    const head = diffuseDrop(base, ofHead)
    for (const drop of [0, MARGIN, 0.25]) console.log(describe(name, base, head, diffuseDrop(head, drop)))
  }
}

function describe(
  name: string,
  base: readonly number[],
  head: readonly number[],
  fallback: readonly number[],
): string {
  const truth = mean(fallback) - mean(head)
  const counts = { lower: 0, higher: 0, close: 0, open: 0, missed: 0, missedMean: 0, pairs: 0 }
  for (let run = 0; run < runs; run += 1) {
    const seed = `${values.seed}/${name}/${truth}/${run}`
    const { evidence } = runDecider(gateOf(base, head), seed)
    const [told] = judgeFallback(exercised(evidence, fallback, seed), gateOf(base, head).assertions)!.metrics
    counts[told!.verdict] += 1
    counts.pairs += evidence.pairs.length
    counts.missed += Number(told!.delta!.low > truth || told!.delta!.high < truth)
    counts.missedMean += Number(told!.interval.low > mean(fallback) || told!.interval.high < mean(fallback))
  }
  const share = (count: number) => (count / runs).toFixed(3)
  return [
    `${name}, head ${points(mean(head) - mean(base))}, fallback ${points(truth)}:`,
    `lower ${share(counts.lower)}, higher ${share(counts.higher)}, close ${share(counts.close)};`,
    `outside of the interval: difference ${share(counts.missed)}, mean ${share(counts.missedMean)};`,
    `${(counts.pairs / runs).toFixed(0)} pairs`,
  ].join(' ')
}

function exercised(evidence: SuiteEvidence, rates: readonly number[], seed: string): SuiteEvidence {
  const random = createRandom(`${seed}/fallback`)
  const order: number[] = []
  while (order.length < trials) {
    order.push(...random.shuffle([...rates.keys()]).slice(0, trials - order.length))
  }
  const drawn = order.map(
    (index, position): FallbackTrial => ({
      case: index,
      position,
      values: Float64Array.of(passFail(rates[index]!, random)),
    }),
  )
  const cases = evidence.cases.map(({ id, weight }) => ({ id, weight, perRound: 1 }))
  return { ...evidence, fallback: { cases, trials: drawn, lost: 0 } }
}

function gateOf(base: readonly number[], head: readonly number[]): SimulatedGate {
  return {
    assertions: [
      {
        metric: 'm0',
        role: 'primary',
        claim: { kind: 'no-regression', margin: MARGIN, tolerance: MARGIN / 3, cases: 'note' },
        slices: [],
      },
    ],
    metrics: ['m0'],
    tags: base.map(() => []),
    draw: (arm, _metric, index, _position, random) =>
      passFail((arm === 'base' ? base : head)[index]!, random),
    rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
    cap: 300,
  }
}

function mean(rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length
}

function points(difference: number): string {
  return `${(100 * difference).toFixed(1)} points`
}
