import type { MetricRole, RateClaim } from '../suite/assertion.ts'
import { percent, points } from './claims/summaries.ts'
import { type Estimate, type Forecast, type ForecastSuite, forecastDecider } from './forecast-decider.ts'
import { type Hypothesis, listHypotheses } from './hypothesis.ts'
import type { MarginAssertion } from './margin-choice.ts'
import { runMilliseconds } from './run-milliseconds.ts'
import type { SimulatedChange } from './simulated-change.ts'

/** How often one gating claim finds that what it speaks of, and nothing else, gets worse by as much as it cares for. */
export interface ClaimForecast {
  readonly metric: string
  readonly role: MetricRole
  readonly kind: Hypothesis['claim']['kind']
  readonly slice?: string
  /** Absent where that cannot be simulated. */
  readonly power?: ClaimPower
  /** Why it is not simulated. */
  readonly reason?: string
}

interface ClaimPower {
  /** Expected means: base's, and head's after a drop by the margin, or beyond the rate by its slack. */
  readonly from: number
  readonly to: number
  readonly runs: number
  /** Shares of the runs in which the claim itself is violated or passes. */
  readonly red: Estimate
  readonly passed: Estimate
}

export interface ClaimEffort {
  /** For all claims, roughly; each gets its least runs in any case. */
  readonly milliseconds: number
  /** Of each claim; as many as the time allows where absent. */
  readonly runs?: number
  readonly horizon: number
  /** The drop of all cases that was simulated already, on the first claim that can drop by its margin. */
  readonly known?: MarginAssertion & { readonly diffuse: Forecast }
  readonly onBatch?: (what: string, runs: number) => void
}

const LEAST_RUNS = 40
const MOST_RUNS = 400

/** All gating claims, in the order of the suite, each over all cases and then over its slices. */
export function forecastClaims(forecast: ForecastSuite, effort: ClaimEffort): readonly ClaimForecast[] {
  const { suite, plan, cases, metrics } = forecast
  const all = listHypotheses(suite.assertions, cases, metrics)
  const planned = all.flatMap((hypothesis, index) =>
    hypothesis.assertion.role === 'advisory'
      ? []
      : [{ hypothesis, index, change: changeOf(hypothesis, forecast) }],
  )
  const simulated = planned.filter(({ change }) => 'kind' in change).length
  const affordable = Math.floor(
    effort.milliseconds / Math.max(1, simulated) / runMilliseconds(forecast, effort.horizon),
  )
  const runs = effort.runs ?? Math.min(MOST_RUNS, Math.max(LEAST_RUNS, affordable))
  return planned.map(({ hypothesis, index, change }): ClaimForecast => {
    const { assertion, claim, slice } = hypothesis
    const { metric, role } = assertion
    const named = { metric, role, kind: claim.kind, ...(slice === undefined ? {} : { slice }) }
    if (!('kind' in change)) return { ...named, reason: change.reason }
    const isKnown =
      claim.kind === 'no-regression' &&
      slice === undefined &&
      effort.known?.metric === metric &&
      effort.known.margin === claim.margin
    if (!isKnown) effort.onBatch?.(`${metric}${slice === undefined ? '' : ` (${slice})`} gets worse`, runs)
    const of = isKnown
      ? effort.known!.diffuse
      : forecastDecider({ ...forecast, plan: { ...plan, seed: `${plan.seed}/claim ${index}` } }, change, runs)
    const { red, passed } = of.claims[index]!
    const from = meanOf(hypothesis, forecast)
    const to = change.kind === 'rise' ? from + change.drop : from - change.drop
    return { ...named, power: { from, to, runs: of.runs, red, passed } }
  })
}

type Change = Extract<SimulatedChange, { readonly metric: number }>

/** What makes the claim's metric worse by as much as it cares for, or why that is not simulated. */
function changeOf(hypothesis: Hypothesis, forecast: ForecastSuite): Change | { readonly reason: string } {
  const { claim, metric, weights } = hypothesis
  const mean = meanOf(hypothesis, forecast)
  switch (claim.kind) {
    case 'no-regression':
      if (claim.passPower !== undefined) return { reason: 'drops of pass^k are not simulated' }
      return mean > claim.margin
        ? { kind: 'diffuse', metric, drop: claim.margin, weights }
        : { reason: `a mean of ${percent(mean)} cannot drop by ${points(claim.margin)}` }
    case 'at-least':
    case 'at-most': {
      if (claim.passPower !== undefined) return { reason: 'falls of pass^k are not simulated' }
      const drop = Math.abs(mean - limitOf(claim))
      const isBeyond = claim.kind === 'at-least' ? mean <= limitOf(claim) : mean >= limitOf(claim)
      return isBeyond
        ? { reason: `base is at ${percent(mean)}, already beyond ${percent(limitOf(claim))}` }
        : { kind: claim.kind === 'at-least' ? 'diffuse' : 'rise', metric, drop, weights }
    }
    case 'ratio-at-most':
      return { reason: 'changes of a ratio are not simulated' }
    case 'distribution':
      return { reason: 'changes of labels are not simulated' }
    // `improves`: what fails to rise is no drop.
    default:
      return { reason: 'it has no margin that it must find' }
  }
}

/** What a pass rules out; short of the end of the scale, which no score can be expected at. */
function limitOf({ kind, rate, slack }: RateClaim): number {
  return kind === 'at-least' ? Math.max(END, rate - slack) : Math.min(1 - END, rate + slack)
}

const END = 0.001

function meanOf({ metric, weights }: Hypothesis, { laws }: ForecastSuite): number {
  const expected = laws.expected(metric)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.reduce((sum, weight, index) => sum + weight * expected[index]!, 0) / total
}
