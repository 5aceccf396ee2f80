import { join, resolve } from 'node:path'
import { planPush } from '../sampling/plan-push.ts'
import { readHistories } from '../sampling/read-histories.ts'
import type { SuiteForecast } from '../setup/check-budget.ts'
import type { Policy } from '../suite/policy.ts'
import type { PromptTarget, Suite } from '../suite/suite.ts'
import { designPush } from '../verdict/design-push.ts'
import { forecastPlanned } from './plan-forecast.ts'
import { selfComparison } from './self-comparison.ts'

/** Milliseconds of simulation for all suites together: whether caps suffice is told by fewer runs than what `plan` says of a change. */
const MILLISECONDS = { recorded: 1000, assumed: 500 }

/**
 * What `plan` would expect of a push that affects all cases of all suites; suites that run code are left out, whose cost nobody knows.
 * @param out folder of recorded trials
 * @throws UserError at a case whose prompt cannot be filled in
 */
export async function forecastAllSuites(
  policy: Policy,
  suites: readonly Suite[],
  out: string,
): Promise<readonly SuiteForecast[]> {
  const comparisons = suites.flatMap((suite) =>
    suite.target.kind === 'prompt' ? [selfComparison(suite, suite.target as PromptTarget)] : [],
  )
  if (comparisons.length === 0) return []
  const histories = await readHistories(comparisons, join(resolve(out), 'ledger'))
  const planned = planPush(
    comparisons,
    policy,
    designPush(comparisons, policy.errorRates, histories),
    undefined,
    new Set(suites.map(({ name }) => name)),
  )
  const milliseconds = {
    recorded: MILLISECONDS.recorded / planned.length,
    assumed: MILLISECONDS.assumed / planned.length,
  }
  const forecasts: SuiteForecast[] = []
  for (const one of planned) {
    const found = await forecastPlanned(one, policy, histories.get(one.comparison.name), milliseconds)
    const { nothing_changed: nothing, drop_at_margin: drop } = found
    forecasts.push({
      suite: one.comparison.name,
      file: one.comparison.file,
      pairs: one.plan.pairs,
      wantedPairs: one.plan.wantedPairs,
      nothing: { calls: nothing.calls.estimate, usd: nothing.usd ?? undefined },
      ...(drop === null
        ? {}
        : { drop: { calls: drop.calls.estimate, usd: drop.usd ?? undefined, margin: drop.margin } }),
      detectable: found.detectable ?? undefined,
    })
  }
  return forecasts
}
