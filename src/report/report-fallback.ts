import type { StoppingRule } from '../sampling/decider.ts'
import type { SuiteOutcome } from '../sampling/sample-push.ts'
import { describeStop } from '../sampling/sampling-stopped.ts'
import type { FallbackJudgement } from '../verdict/judge-fallback.ts'
import { fallbackText } from './fallback-words.ts'
import type { SuiteReport } from './report.ts'

/** What became of head's fallback, in the words of the JSON contract. */
export function reportFallback(
  model: string | undefined,
  judged: FallbackJudgement | undefined,
  { plan, tally }: SuiteOutcome<StoppingRule>,
): Pick<SuiteReport, 'fallback'> {
  if (model === undefined || judged === undefined) return {}
  const told = {
    model,
    planned: plan.fallbackTrials ?? 0,
    lost: judged.lost,
    calls: tally.fallback.calls,
    cost_usd: tally.fallback.costUsd ?? null,
    metrics: judged.metrics.map((one) => ({
      ...one,
      primary: { ...one.primary },
      fallback: { ...one.fallback },
      interval: { ...one.interval },
      delta: one.delta === null ? null : { ...one.delta },
    })),
  }
  return { fallback: { ...told, reason: fallbackText(told) } }
}

/** Why the fallback was not exercised as often as planned, and what it failed with. */
export function fallbackNotes({ fallbackStopped, tally }: SuiteOutcome<StoppingRule>): readonly string[] {
  const [worst] = [...tally.fallback.errors].sort((a, b) => b[1] - a[1])
  return [
    ...(fallbackStopped === undefined
      ? []
      : [`the fallback was not exercised to the end: ${describeStop(fallbackStopped)}`]),
    ...(worst === undefined ? [] : [`the fallback failed: ${worst[1]} × ${worst[0]}`]),
  ]
}
