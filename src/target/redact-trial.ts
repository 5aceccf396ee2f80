import type { Redact } from '../boundary/redactor.ts'
import type { TrialResult } from './trial.ts'

/**
 * Takes secrets out of all that the provider sent, the served model's name included. Done before a trial is scored or stored, so that a replay of the stored trial scores
 * exactly what the first run scored.
 */
export function redactTrial(trial: TrialResult, redact: Redact): TrialResult {
  const trace = JSON.stringify(trial.trace)
  const safeTrace = redact(trace)
  return {
    ...trial,
    output: redact(trial.output),
    trace: safeTrace === trace ? trial.trace : JSON.parse(safeTrace),
    ...(trial.model === undefined ? {} : { model: redact(trial.model) }),
    ...(trial.fingerprint === undefined ? {} : { fingerprint: redact(trial.fingerprint) }),
    ...(trial.error === undefined ? {} : { error: redact(trial.error) }),
  }
}
