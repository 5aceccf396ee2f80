import type { TrialRecord } from '../ledger/trial-record.ts'
import type { CaseScorers } from '../scoring/compile-scorers.ts'
import type { TrialResult } from '../target/trial.ts'
import type { LabelTexts } from './label-texts.ts'
import { trialValues } from './trial-values.ts'

/**
 * One value per metric of a recorded trial, scored with the scorers of this run, so that editing scorers costs no calls; `undefined` for
 * an infrastructure error.
 */
export function recordedValues(
  record: TrialRecord,
  scorers: CaseScorers,
  metrics: readonly string[],
  labels: LabelTexts,
): Float64Array | undefined {
  if (record.outcome === 'infra-error') return undefined
  return trialValues(metrics, scorers.score(toResult(record)), record.quantities, labels)
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
