import type { TrialRecord } from '../ledger/trial-record.ts'
import type { CaseScorers } from '../scoring/compile-scorers.ts'
import { metricValue } from '../scoring/metric-value.ts'
import type { TrialResult } from '../target/trial.ts'

/**
 * One value per metric of a recorded trial, scored with the scorers of this run, so that editing scorers costs no calls; `undefined` for
 * an infrastructure error.
 */
export function recordedValues(
  record: TrialRecord,
  scorers: CaseScorers,
  metrics: readonly string[],
): Float64Array | undefined {
  if (record.outcome === 'infra-error') return undefined
  const { outcome, scores } = scorers.score(toResult(record))
  return Float64Array.from(metrics, (metric) => metricValue(metric, scores, record.quantities, outcome))
}

function toResult(record: TrialRecord): TrialResult {
  return {
    // `invalid` is the scorers' word, and they are asked again.
    outcome: record.outcome === 'invalid' ? 'ok' : record.outcome,
    output: record.output,
    trace: record.trace,
    quantities: record.quantities,
    attempts: 0,
  }
}
