import type { EvidenceCase } from '../sampling/evidence.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { normalQuantile } from '../stats/normal.ts'
import { wilson } from '../stats/wilson.ts'
import type { Suite } from '../suite/suite.ts'
import { simulateDecider } from './simulate-decider.ts'
import { drawChanged, type SimulatedChange } from './simulated-change.ts'
import type { TrialLaws } from './trial-laws.ts'
import type { Verdict } from './verdict.ts'

/** A suite as it would be sampled, with what its trials are taken to give. */
export interface ForecastSuite {
  readonly suite: Pick<Suite, 'assertions' | 'deterministic'>
  readonly plan: SamplingPlan
  /** In the order of the plan. */
  readonly cases: readonly EvidenceCase[]
  readonly metrics: readonly string[]
  readonly laws: TrialLaws
}

/** How the decider fares over many simulated runs of one change. */
export interface Forecast {
  readonly runs: number
  /** Shares of the runs. */
  readonly red: Estimate
  /** `improved` included. */
  readonly passed: Estimate
  /** Red or passed. */
  readonly decided: Estimate
  /** Mean of the pairs drawn. */
  readonly pairs: Estimate
  /** The same shares of each claim by itself: all assertions, each over all cases and then over its slices. */
  readonly claims: readonly Pick<Forecast, 'red' | 'passed'>[]
}

/** With the 95 % interval of the simulation: it says nothing about how well the suite itself is known. */
export interface Estimate {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

const Z95 = -normalQuantile(0.025)

/** @param runs ≥ 1; each has a seed of its own, so that the same arguments give the same forecast */
export function forecastDecider(
  { suite, plan, cases, metrics, laws }: ForecastSuite,
  change: SimulatedChange,
  runs: number,
): Forecast {
  const weights = cases.map(({ weight }) => weight)
  let [red, passed, sum, squares] = [0, 0, 0, 0]
  const claims: { red: number; passed: number }[] = []
  for (let run = 0; run < runs; run += 1) {
    const seed = `${plan.seed}/forecast/${change.kind}/${run}`
    const draw = drawChanged(laws, change, weights, seed)
    const { judgement, evidence } = simulateDecider({ suite, cases, metrics, draw }, { ...plan, seed })
    const pairs = evidence.pairs.length
    red += Number(isRed(judgement))
    passed += Number(isPassed(judgement))
    judgement.metrics.forEach((metric, index) => {
      claims[index] ??= { red: 0, passed: 0 }
      claims[index].red += Number(isRed(metric))
      claims[index].passed += Number(isPassed(metric))
    })
    sum += pairs
    squares += pairs ** 2
  }
  const share = (count: number): Estimate => ({ estimate: count / runs, ...wilson(count, runs, Z95) })
  const mean = sum / runs
  const half = (Z95 * Math.sqrt(Math.max(0, squares / runs - mean ** 2))) / Math.sqrt(Math.max(1, runs - 1))
  return {
    runs,
    red: share(red),
    passed: share(passed),
    decided: share(red + passed),
    pairs: { estimate: mean, low: Math.max(0, mean - half), high: Math.min(plan.pairs, mean + half) },
    claims: claims.map((one) => ({ red: share(one.red), passed: share(one.passed) })),
  }
}

function isRed({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'regression'
}

function isPassed({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'pass' || verdict === 'improved'
}
