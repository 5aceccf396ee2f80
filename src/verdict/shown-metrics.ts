import type { Assertion } from '../suite/assertion.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { MetricJudgement } from './judgement.ts'

const NOTHING_TO_COMPARE = 'head alone was run, so that there is nothing to compare it with'

/**
 * Claims about base and head where head alone was run: with head's mean over its new and edited cases, and nothing decided. They are no part of the
 * verdict.
 */
export function shownMetrics(
  table: EvidenceTable,
  assertions: readonly Assertion[],
): readonly MetricJudgement[] {
  if (table.caseIds.length > 0 || table.headOnly.length === 0) return []
  return assertions
    .filter(({ claim }) => claim.kind !== 'at-least' && claim.kind !== 'at-most')
    .map(({ metric, role, claim }) => ({
      metric,
      role,
      claim,
      verdict: 'unaffected',
      reason: NOTHING_TO_COMPARE,
      base: { mean: null, trials: 0 },
      // Labels are names and have no mean.
      head: claim.kind === 'distribution' ? { mean: null, trials: 0 } : meanOfCases(table, metric),
      p: null,
      delta: null,
      detectable: null,
      notes: [],
    }))
}

/** Every case counts once, however many trials it has; a quantity may be unknown in some. */
function meanOfCases({ metrics, headOnly }: EvidenceTable, metric: string): MetricJudgement['head'] {
  const column = metrics.indexOf(metric)
  const known = headOnly.filter((trial) => !Number.isNaN(trial.head[column]!))
  const cases = [...Map.groupBy(known, ({ form, id }) => `${form} ${id}`).values()]
  const means = cases.map(
    (trials) => trials.reduce((sum, trial) => sum + trial.head[column]!, 0) / trials.length,
  )
  return {
    mean: means.length === 0 ? null : means.reduce((sum, mean) => sum + mean, 0) / means.length,
    trials: known.length,
  }
}
