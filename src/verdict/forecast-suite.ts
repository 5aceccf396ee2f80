import type { BlindedEvidence } from '../sampling/decider.ts'
import { detectableEffect } from '../stats/detectable-effect.ts'
import { normalQuantile } from '../stats/normal.ts'
import { varianceOfMean } from '../stats/sequential/horizon.ts'
import { blindedNoise } from './claim-horizon.ts'
import { type Estimate, type Forecast, type ForecastSuite, forecastDecider } from './forecast-decider.ts'
import { affordableFactor, forecastHorizon, forecastNoise } from './forecast-horizon.ts'
import { listHypotheses } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'
import { type MarginAssertion, mainMargin, withMargins } from './margin-choice.ts'
import { runMilliseconds } from './run-milliseconds.ts'
import type { SimulatedChange } from './simulated-change.ts'

/** What a suite's check will cost and find, as far as its noise is known. */
export interface SuiteForecast {
  /** Pairs at which its error rates are spent, whatever the cap. */
  readonly horizon: number
  readonly nothing: Forecast
  /** A suite without a gating `no-regression`, or whose metric is too low to drop so far, has no margin to be forecast at. */
  readonly margin?: MarginForecast
}

interface MarginForecast extends MarginAssertion {
  readonly diffuse: Forecast
  /** Absent where it was not asked for. */
  readonly broken?: Forecast
  /** The smallest margin whose horizon fits into the cap; absent where none does. */
  readonly affordable?: number
  /** The smallest drop that as many pairs as the cap allows would show at the stated error rates. */
  readonly detectable: number
  /** All margins half as large and no cap: pairs until a change that does nothing is decided. */
  readonly half: { readonly margin: number; readonly horizon: number; readonly pairs: Estimate }
}

export interface ForecastEffort {
  /** For the whole suite, roughly. */
  readonly milliseconds: number
  /** Of each change; as many as the time allows where absent. */
  readonly runs?: number
  readonly broken: boolean
  /** Told before each batch of runs what is simulated. */
  readonly onBatch?: (what: string, runs: number) => void
}

const BATCHES = {
  nothing: 'nothing changed',
  diffuse: 'all cases drop',
  broken: 'few cases break',
} as const

const LEAST_RUNS = 12
/** Of the time, for the halved margin: its runs are longer. */
const HALF_MARGIN_SHARE = 0.35
const MOST_RUNS = 1000

/** @returns `undefined` when the time allows too few runs to say anything */
export function forecastSuite(forecast: ForecastSuite, effort: ForecastEffort): SuiteForecast | undefined {
  const noise = forecastNoise(forecast)
  const horizon = forecastHorizon(forecast, noise)
  const changes = effort.broken ? 3 : 2
  const time = effort.milliseconds * (1 - HALF_MARGIN_SHARE)
  const affordable = time / changes / runMilliseconds(forecast, horizon)
  const runs = effort.runs ?? Math.min(MOST_RUNS, Math.floor(affordable))
  if (runs < LEAST_RUNS && effort.runs === undefined) return undefined
  const simulate = (what: keyof typeof BATCHES, change: SimulatedChange): Forecast => {
    effort.onBatch?.(BATCHES[what], runs)
    return forecastDecider(forecast, change, runs)
  }
  const nothing = simulate('nothing', { kind: 'nothing' })
  const main = mainMargin(forecast.suite.assertions)
  if (main === undefined || !canDrop(main, forecast)) return { horizon, nothing }
  const drop = { metric: forecast.metrics.indexOf(main.metric), drop: main.margin }
  const factor = affordableFactor(forecast, noise, main.margin)
  return {
    horizon,
    nothing,
    margin: {
      ...main,
      diffuse: simulate('diffuse', { kind: 'diffuse', ...drop }),
      ...(effort.broken ? { broken: simulate('broken', { kind: 'broken', ...drop }) } : {}),
      ...(factor === undefined ? {} : { affordable: factor * main.margin }),
      detectable: detectableWithin(main, forecast, noise),
      half: { margin: main.margin / 2, ...atHalfMargin(forecast, noise, effort, nothing, horizon) },
    },
  }
}

/** The smallest drop that shows within the plan, without a simulation; `undefined` where there is no margin to be forecast at. */
export function detectableDrop(forecast: ForecastSuite): number | undefined {
  const main = mainMargin(forecast.suite.assertions)
  return main === undefined || !canDrop(main, forecast)
    ? undefined
    : detectableWithin(main, forecast, forecastNoise(forecast))
}

/** Simulated where the time allows; otherwise the pairs grow as the horizon does. */
function atHalfMargin(
  forecast: ForecastSuite,
  noise: BlindedEvidence,
  effort: ForecastEffort,
  nothing: Forecast,
  horizon: number,
): { readonly horizon: number; readonly pairs: Estimate } {
  const longer = forecastHorizon(forecast, noise, 0.5)
  const uncapped = {
    ...forecast,
    suite: { ...forecast.suite, assertions: withMargins(forecast.suite.assertions, 0.5) },
    plan: { ...forecast.plan, pairs: longer },
  }
  const affordable = (effort.milliseconds * HALF_MARGIN_SHARE) / runMilliseconds(uncapped, longer)
  const runs = Math.min(nothing.runs, Math.floor(affordable))
  if (runs >= LEAST_RUNS) {
    effort.onBatch?.('nothing changed, half the margin', runs)
    return { horizon: longer, pairs: forecastDecider(uncapped, { kind: 'nothing' }, runs).pairs }
  }
  const scale = longer / Math.min(horizon, forecast.plan.pairs)
  const { estimate, low, high } = nothing.pairs
  return { horizon: longer, pairs: { estimate: scale * estimate, low: scale * low, high: scale * high } }
}

/** A mean of 4 % cannot drop by 10 points. */
function canDrop({ metric, margin }: MarginAssertion, { metrics, cases, laws }: ForecastSuite): boolean {
  const expected = laws.expected(metrics.indexOf(metric))
  const total = cases.reduce((sum, { weight }) => sum + weight, 0)
  return cases.reduce((sum, { weight }, index) => sum + weight * expected[index]!, 0) / total > margin
}

function detectableWithin(
  { metric }: MarginAssertion,
  { suite, plan, cases, metrics }: ForecastSuite,
  noise: BlindedEvidence,
): number {
  const hypotheses = listHypotheses(suite.assertions, cases, metrics)
  const main = hypotheses.find(
    ({ assertion, claim, slice }) =>
      assertion.metric === metric &&
      assertion.role !== 'advisory' &&
      claim.kind === 'no-regression' &&
      slice === undefined,
  )!
  const seen = blindedNoise(main, noise, plan.perRound)
  const { pairs } = plan
  const mean = (of: 'squares' | 'fourths'): number =>
    varianceOfMean(seen, (one) => one[of] / Math.max(1, one.pairs))
  return detectableEffect(
    { pairs, squares: mean('squares') * pairs, fourths: mean('fourths') * pairs },
    {
      falseAlarm: -normalQuantile(hypothesisLevel(main, hypotheses, plan)),
      miss: -normalQuantile(plan.rates.miss),
    },
  )
}
