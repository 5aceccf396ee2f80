import type { PlannedSuite } from '../sampling/plan-push.ts'
import { plannedCalls } from '../sampling/plan-suite.ts'
import { roundShares } from '../sampling/round-shares.ts'
import { trialCost } from '../sampling/trial-cost.ts'
import type { Policy } from '../suite/policy.ts'
import type { ExpectedCalls, PlanForecast } from './plan-forecast.ts'

/**
 * The forecast of a suite with what its fallback takes: a number of trials that is fixed beforehand, as far as the pairs leave room for them.
 */
export async function addFallback(
  gated: PlanForecast,
  { plan, calls: most, comparison: { fallback } }: PlannedSuite,
  policy: Policy,
): Promise<PlanForecast> {
  if (fallback === undefined) return gated
  const { basis, input, output } = gated.tokens
  const usage = basis === 'recorded' ? { inputTokens: input, outputTokens: output } : undefined
  const perRound = roundShares(fallback.cases.map((one) => one.case.weight))
  const requests = fallback.cases.flatMap(({ request }, index) =>
    new Array<typeof request>(perRound[index]!).fill(request),
  )
  const cost = await trialCost(requests, policy, usage)
  const wanted = plan.fallbackTrials ?? 0
  const room = (calls: number): number => Math.max(0, Math.min(wanted, most - calls))
  const price = (usd: number | undefined, trials: number) => (usd === undefined ? null : usd * trials)
  const timeOf = (trials: number) =>
    gated.time === null ? null : (trials * gated.time.latency_ms) / gated.time.in_flight
  const added = (expected: ExpectedCalls): ExpectedCalls => {
    const { estimate, low, high } = expected.calls
    return {
      calls: { estimate: estimate + room(estimate), low: low + room(low), high: high + room(high) },
      usd: plus(expected.usd, price(cost.usd, room(estimate))),
      ms: plus(expected.ms, timeOf(room(estimate))),
    }
  }
  const { nothing_changed: nothing, drop_at_margin: drop, half_margin: half, most_usd } = gated
  const usual = room(nothing.calls.estimate)
  const mostUsd = plus(most_usd, price(cost.mostUsd, room(plannedCalls(plan).most)))
  const { usd = Number.POSITIVE_INFINITY, suiteUsd = Number.POSITIVE_INFINITY } = policy.budget
  return {
    ...gated,
    nothing_changed: added(nothing),
    drop_at_margin: drop === null ? null : { ...drop, ...added(drop) },
    half_margin: half === null ? null : { ...half, ...added(half) },
    most_usd: mostUsd === null ? null : Math.min(mostUsd, usd, suiteUsd),
    fallback: { model: fallback.model, calls: Math.round(usual), usd: price(cost.usd, usual) },
  }
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
