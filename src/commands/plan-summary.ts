import type { SuiteComparison } from '../change/suite-comparison.ts'
import type { GatePlan } from '../gate.ts'
import { describeHistory } from '../sampling/describe-history.ts'
import type { PlannedSuite } from '../sampling/plan-push.ts'
import { plannedCalls } from '../sampling/plan-suite.ts'
import type { Policy } from '../suite/policy.ts'
import type { PlanForecast } from './plan-forecast.ts'

/** What `--json` prints. Keys may be added, never renamed or removed. */
export interface PlanSummary {
  readonly base: string
  readonly head: string
  readonly notes: readonly string[]
  readonly suites: readonly PlannedSuiteSummary[]
  /** The most calls that may be made, and their dollars; `null` where a price is not known. */
  readonly calls: number
  readonly most_usd: number | null
  /** On average, for a change that does nothing. */
  readonly expected_calls: number
  readonly expected_usd: number | null
  /** On average, for a change that lowers every suite's metric by its margin. */
  readonly drop_calls: number
  readonly drop_usd: number | null
  /** At the policy's limits, all suites at the same time; `null` where nobody can tell. */
  readonly expected_ms: number | null
  readonly drop_ms: number | null
  readonly most_ms: number | null
}

export interface PlannedSuiteSummary {
  readonly suite: string
  readonly status: string
  readonly reason: string
  readonly affected_by: readonly string[]
  readonly affected_cases: number
  readonly total_cases: number
  /** Ids of the affected ones. */
  readonly cases: readonly string[]
  /** Ids of those that run in head alone. */
  readonly new_cases: readonly string[]
  readonly edited_cases: readonly string[]
  /** What differs between the requests of both sides. */
  readonly changes: readonly string[]
  /** The most that may be drawn. */
  readonly pairs: number
  /** The most that may be made. */
  readonly calls: number
  /** On average, when the change does nothing. */
  readonly expected_calls: number
  /** `null` where nothing is to be sampled. */
  readonly forecast: PlanForecast | null
  readonly notes: readonly string[]
}

/** @param forecasts by suite name; none of a suite that is not sampled */
export function summarisePlan(
  { sides, loaded, comparisons, planned }: GatePlan,
  forecasts: ReadonlyMap<string, PlanForecast>,
): PlanSummary {
  const plans = new Map(planned.map((one) => [one.comparison.name, one]))
  const suites = comparisons.map((comparison): PlannedSuiteSummary => {
    const found = plans.get(comparison.name)
    const forecast = forecasts.get(comparison.name) ?? null
    return {
      suite: comparison.name,
      status: comparison.status,
      reason: comparison.reason,
      affected_by: comparison.affectedBy,
      affected_cases: comparison.pairs.length,
      total_cases: comparison.suite?.cases.length ?? 0,
      cases: comparison.pairs.map((pair) => pair.case.id),
      new_cases: formOf(comparison, 'new'),
      edited_cases: formOf(comparison, 'edited'),
      changes: comparison.changes,
      pairs: found?.plan.pairs ?? 0,
      calls: found === undefined ? 0 : mostCalls(found),
      expected_calls: Math.round(forecast?.nothing_changed.calls.estimate ?? 0),
      forecast,
      notes: found === undefined ? [] : describeHistory(found.plan),
    }
  })
  const known = suites.flatMap(({ forecast }) => forecast ?? [])
  const timed = (of: (forecast: PlanForecast, most: number) => Omit<TimedSuite, 'forecast'>) =>
    suites.flatMap(({ forecast, calls }) => (forecast === null ? [] : [{ forecast, ...of(forecast, calls) }]))
  const drops = known.map((one) => one.drop_at_margin ?? one.nothing_changed)
  const most = sumOrNull(known.map((one) => one.most_usd))
  return {
    base: sides.base.sha,
    head: sides.head.sha,
    notes: [...sides.notes, ...loaded.notes],
    suites,
    calls: sum(suites.map((suite) => suite.calls)),
    most_usd: most === null ? null : Math.min(most, loaded.policy?.budget.usd ?? most),
    expected_calls: sum(suites.map((suite) => suite.expected_calls)),
    expected_usd: sumOrNull(known.map((one) => one.nothing_changed.usd)),
    drop_calls: Math.round(sum(drops.map((one) => one.calls.estimate))),
    drop_usd: sumOrNull(drops.map((one) => one.usd)),
    expected_ms: together(timed(({ nothing_changed: { calls, ms } }) => ({ calls: calls.estimate, ms }))),
    drop_ms: together(
      timed(({ nothing_changed, drop_at_margin }) => {
        const { calls, ms } = drop_at_margin ?? nothing_changed
        return { calls: calls.estimate, ms }
      }),
    ),
    most_ms: cappedMinutes(
      together(timed(({ time }, calls) => ({ calls, ms: time?.most_ms ?? null }))),
      loaded.policy,
    ),
  }
}

/** Of the plan, and of the fallback as far as the suite's share of the budget has room for it. */
function mostCalls({ plan, calls }: PlannedSuite): number {
  return Math.min(calls, plannedCalls(plan).most + (plan.fallbackTrials ?? 0))
}

interface TimedSuite {
  readonly forecast: PlanForecast
  readonly calls: number
  /** Alone. */
  readonly ms: number | null
}

/** Suites run at the same time and share what may be in flight: as long as the longest of them, or as all their calls take. */
function together(suites: readonly TimedSuite[]): number | null {
  const work = sumOrNull(
    suites.map(({ forecast: { time }, calls }) =>
      time === null ? null : (calls * time.latency_ms) / time.in_flight,
    ),
  )
  return work === null ? null : Math.max(work, ...suites.map(({ ms }) => ms ?? 0))
}

function cappedMinutes(milliseconds: number | null, policy: Policy | undefined): number | null {
  const minutes = policy?.budget.minutes
  return milliseconds === null || minutes === undefined
    ? milliseconds
    : Math.min(milliseconds, 60_000 * minutes)
}

function formOf({ headOnly }: SuiteComparison, form: 'new' | 'edited'): readonly string[] {
  return headOnly.filter((one) => one.form === form).map((one) => one.case.id)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length < values.length ? null : sum(known)
}
