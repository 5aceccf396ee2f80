import type { PlannedSuite } from '../sampling/plan-push.ts'
import { callsUpTo, plannedCalls } from '../sampling/plan-suite.ts'
import { metricsOf } from '../sampling/prepare-suite.ts'
import type { SuiteHistory } from '../sampling/read-history.ts'
import { planLength } from '../sampling/sampling-plan.ts'
import { type TrialCost, trialCost } from '../sampling/trial-cost.ts'
import { planMilliseconds, type TrialTime, trialTime } from '../sampling/trial-time.ts'
import type { Policy } from '../suite/policy.ts'
import { expectedPairs } from '../verdict/expected-pairs.ts'
import type { Estimate, ForecastSuite } from '../verdict/forecast-decider.ts'
import { detectableDrop, forecastSuite } from '../verdict/forecast-suite.ts'
import { mainMargin } from '../verdict/margin-choice.ts'
import { assumedLaws, recordedLaws } from '../verdict/trial-laws.ts'

/** What a check of one suite is expected to take. */
export interface PlanForecast {
  /**
   * What the figures rest on: trials recorded earlier, an assumed suite, or nothing that varies (a deterministic suite, or one without
   * cases to compare).
   */
  readonly basis: 'recorded' | 'assumed' | 'exact'
  readonly recorded_trials: number
  /** Affected cases that have recorded trials. */
  readonly recorded_cases: number
  /** Simulated runs of each change; 0 where shares that were measured once stand in for them. */
  readonly runs: number
  readonly nothing_changed: ExpectedCalls
  /** `null` where no gating assertion has a margin. */
  readonly drop_at_margin:
    | (ExpectedCalls & { readonly metric: string; readonly margin: number; readonly found: Estimate | null })
    | null
  /** A change that does nothing with all margins half as large and no cap; `null` without a margin or a simulation. */
  readonly half_margin: (ExpectedCalls & { readonly margin: number }) | null
  /** The smallest drop that shows within the cap at the stated error rates. */
  readonly detectable: number | null
  readonly most_usd: number | null
  /** Trials of head on its fallback, which are in all figures above; absent where it has none. */
  readonly fallback?: FallbackForecast
  readonly tokens: { readonly basis: TrialCost['basis']; readonly input: number; readonly output: number }
  /** At the policy's limits; a provider's own may make it longer. `null` where nobody can tell. */
  readonly time: {
    readonly basis: TrialTime['basis']
    /** Mean of a trial. */
    readonly latency_ms: number
    readonly in_flight: number
    /** Most that the plan and the budget's minutes allow. */
    readonly most_ms: number
  } | null
  readonly notes: readonly string[]
}

interface FallbackForecast {
  /** `provider/model`. */
  readonly model: string
  /** On average, when nothing else changed. */
  readonly calls: number
  /** At list price; `null` where it is not known. */
  readonly usd: number | null
}

export interface ExpectedCalls {
  readonly calls: Estimate
  /** At list price; `null` where a price is not known. */
  readonly usd: number | null
  /** Of the suite alone; `null` where nobody can tell. */
  readonly ms: number | null
}

/**
 * Without the fallback, which `addFallback` adds.
 *
 * @param history of the suite, where its scorers can be compiled
 * @param milliseconds that the simulation may take, roughly, on recorded trials and on an assumed suite
 */
export async function forecastPlanned(
  planned: PlannedSuite,
  policy: Policy,
  history: SuiteHistory | undefined,
  milliseconds: Readonly<Record<'recorded' | 'assumed', number>>,
): Promise<PlanForecast> {
  const { plan, comparison } = planned
  if (plan.pairs + plan.headOnlyTrials === 0 && comparison.fallback !== undefined) return NOTHING_GATED
  const cost = await trialCost(requestsOf(planned), policy, history?.usage)
  const time = await trialTime(requestsOf(planned), policy, history?.latencyMs, cost.outputTokens)
  const expect = (calls: Estimate, pairs: number): ExpectedCalls => ({
    calls,
    usd: cost.usd === undefined ? null : cost.usd * calls.estimate,
    ms: time === undefined ? null : planMilliseconds(plan, pairs, time),
  })
  const most = plannedCalls(plan).most
  const common = {
    recorded_trials: [...(history?.trials.values() ?? [])].reduce((sum, trials) => sum + trials.length, 0),
    recorded_cases: plan.cases.filter((id) => history?.trials.has(id)).length,
    most_usd:
      cost.mostUsd === undefined
        ? null
        : Math.min(policy.budget.usd ?? Infinity, policy.budget.suiteUsd ?? Infinity, cost.mostUsd * most),
    time: time === undefined ? null : timeOf(time, planned, policy),
    tokens: { basis: cost.basis, input: cost.inputTokens, output: cost.outputTokens },
    notes: history?.notes ?? [],
  }
  const length = planLength(plan)
  const nothingCompared = { runs: 0, drop_at_margin: null, half_margin: null, detectable: null }
  const isAlone = plan.cases.length === 0
  if (comparison.suite.deterministic || length === 0 || (isAlone && plan.expectedPairs === length)) {
    const all = expect({ estimate: most, low: most, high: most }, length)
    return { ...common, ...nothingCompared, basis: 'exact', nothing_changed: all }
  }
  const basis = common.recorded_cases > 0 ? ('recorded' as const) : ('assumed' as const)
  const calls = ({ estimate, low, high }: Estimate): ExpectedCalls => {
    const callsOf = (pairs: number) => callsUpTo(plan, Math.min(pairs, length))
    return expect(
      { estimate: callsOf(estimate), low: callsOf(low), high: callsOf(high) },
      Math.round(Math.min(estimate, length)),
    )
  }
  if (isAlone) {
    const alone = expectedPairs('alone', plan.wantedPairs, plan.headOnlyCases)
    return { ...common, ...nothingCompared, basis, nothing_changed: calls(alone) }
  }
  const assumed = forecastInput(planned, basis === 'recorded' ? history : undefined)
  const forecast = forecastSuite(assumed, { milliseconds: milliseconds[basis], broken: false })
  if (forecast === undefined) {
    const main = mainMargin(comparison.suite.assertions)
    const shares = (change: 'nothing' | 'drop') =>
      calls(expectedPairs(change, plan.wantedPairs, plan.cases.length))
    return {
      ...common,
      basis,
      runs: 0,
      nothing_changed: shares('nothing'),
      drop_at_margin: main === undefined ? null : { ...main, ...shares('drop'), found: null },
      half_margin: null,
      detectable: detectableDrop(assumed) ?? null,
    }
  }
  const { nothing, margin } = forecast
  return {
    ...common,
    basis,
    runs: nothing.runs,
    nothing_changed: calls(nothing.pairs),
    drop_at_margin:
      margin === undefined
        ? null
        : {
            metric: margin.metric,
            margin: margin.margin,
            ...calls(margin.diffuse.pairs),
            found: margin.diffuse.red,
          },
    half_margin:
      margin === undefined
        ? null
        : {
            margin: margin.half.margin,
            ...expect(doubled(margin.half.pairs), Math.round(margin.half.pairs.estimate)),
          },
    detectable: margin?.detectable ?? null,
  }
}

const NONE = { calls: { estimate: 0, low: 0, high: 0 }, usd: 0, ms: 0 } as const

/** Only the fallback changed. */
const NOTHING_GATED: PlanForecast = {
  basis: 'exact',
  recorded_trials: 0,
  recorded_cases: 0,
  runs: 0,
  nothing_changed: NONE,
  drop_at_margin: null,
  half_margin: null,
  detectable: null,
  most_usd: 0,
  tokens: { basis: 'estimated', input: 0, output: 0 },
  time: null,
  notes: [],
}

function timeOf(
  time: TrialTime,
  { plan }: PlannedSuite,
  { budget: { minutes = Infinity, suiteMinutes = Infinity } }: Policy,
): PlanForecast['time'] {
  const most = planMilliseconds(plan, planLength(plan), time)
  return {
    basis: time.basis,
    latency_ms: time.milliseconds,
    in_flight: time.inFlight,
    most_ms: Math.min(most, 60_000 * Math.min(minutes, suiteMinutes)),
  }
}

/** A pair is two calls. */
function doubled({ estimate, low, high }: Estimate): Estimate {
  return { estimate: 2 * estimate, low: 2 * low, high: 2 * high }
}

function requestsOf({ comparison, plan }: PlannedSuite) {
  const { pairs, headOnly } = comparison
  return pairs.length === 0
    ? headOnly.map(({ request }) => request)
    : pairs.flatMap(({ base, head }, index) =>
        Array.from({ length: plan.perRound[index]! }, () => [base, head]).flat(),
      )
}

function forecastInput({ plan, comparison }: PlannedSuite, history: SuiteHistory | undefined): ForecastSuite {
  const { suite, pairs } = comparison
  const metrics = metricsOf(suite)
  const cases = pairs.map(({ case: { id, weight, tags } }) => ({ id, weight, tags }))
  const laws =
    history === undefined
      ? assumedLaws(suite.assertions, metrics, cases.length, plan.seed)
      : recordedLaws(history, plan.cases, plan.seed)
  return { suite, plan, cases, metrics, laws }
}
