import type { MetricJudgement, SuiteJudgement } from './judgement.ts'

/** The suite's verdict from those of its metrics. Advisory metrics never turn it red and never keep it from passing. */
export function foldVerdicts(
  metrics: readonly MetricJudgement[],
): Pick<SuiteJudgement, 'verdict' | 'reason'> {
  const gating = metrics.filter((one) => one.role !== 'advisory')
  if (gating.length === 0) {
    return { verdict: 'pass', reason: 'All its assertions are advisory: nothing here can turn the check red' }
  }
  for (const verdict of ['regression', 'not-evaluable', 'inconclusive'] as const) {
    const found = gating.filter((one) => one.verdict === verdict)
    if (found.length > 0) return { verdict, reason: found.map(sentence).join('; ') }
  }
  const improved = gating.filter((one) => one.verdict === 'improved')
  return improved.length > 0
    ? {
        verdict: 'improved',
        reason: `${improved.map((one) => name(one)).join(', ')} improved, and nothing got worse`,
      }
    : { verdict: 'pass', reason: 'Nothing got worse by a margin that matters' }
}

function sentence(metric: MetricJudgement): string {
  return `${name(metric)}: ${metric.reason}`
}

function name({ metric, slice }: MetricJudgement): string {
  return slice === undefined ? metric : `${metric} (${slice})`
}
