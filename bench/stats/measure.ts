import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { runDecider } from './run-decider.ts'
import type { Scenario } from './scenarios.ts'

/** Sums over runs of one scenario; those of several workers add up. */
export interface Measured {
  readonly runs: number
  readonly red: number
  readonly passed: number
  readonly inconclusive: number
  readonly pairs: number
  readonly squaredPairs: number
  readonly looks: number
  /** Runs whose printed interval of the first metric holds the truth. */
  readonly covered: number
  /** Width of the printed interval over that of the interval which ignores the looks. */
  readonly widthRatio: number
  /** Runs in which the slice that dropped was found. */
  readonly sliceFound: number
  readonly milliseconds: number
}

export const NOTHING: Measured = {
  runs: 0,
  red: 0,
  passed: 0,
  inconclusive: 0,
  pairs: 0,
  squaredPairs: 0,
  looks: 0,
  covered: 0,
  widthRatio: 0,
  sliceFound: 0,
  milliseconds: 0,
}

export function add(a: Measured, b: Measured): Measured {
  const keys = Object.keys(NOTHING) as (keyof Measured)[]
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Measured
}

/** Runs number `from` up to `to` of a scenario; each run has a seed of its own. */
export function measure(scenario: Scenario, seed: string, from: number, to: number): Measured {
  let sum = NOTHING
  const started = performance.now()
  for (let run = from; run < to; run += 1) {
    const { judgement, evidence, looks } = runDecider(scenario.gate, `${seed}/${scenario.id}/${run}`)
    const [first] = judgement.metrics
    const delta = first!.delta!
    const naive = meanDifference(
      {
        differences: Float64Array.from(evidence.pairs, (pair) => pair.head[0]! - pair.base[0]!),
        cases: Uint32Array.from(evidence.pairs, (pair) => pair.case),
        weights: new Float64Array(evidence.cases.length).fill(1),
      },
      -normalQuantile((1 - delta.level) / 2),
    )
    sum = add(sum, {
      runs: 1,
      red: Number(judgement.verdict === 'regression'),
      passed: Number(judgement.verdict === 'pass' || judgement.verdict === 'improved'),
      inconclusive: Number(judgement.verdict === 'inconclusive'),
      pairs: evidence.pairs.length,
      squaredPairs: evidence.pairs.length ** 2,
      looks,
      covered: Number(delta.low <= scenario.truth + 1e-12 && scenario.truth - 1e-12 <= delta.high),
      widthRatio: (delta.high - delta.low) / (naive.high - naive.low),
      sliceFound: Number(judgement.metrics.some((one) => one.slice === 's3' && one.verdict === 'regression')),
      milliseconds: 0,
    })
  }
  return { ...sum, milliseconds: performance.now() - started }
}
