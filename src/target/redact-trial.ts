import type { Redact } from '../boundary/redactor.ts'
import type { TraceStep, TrialResult } from './trial.ts'

/**
 * Takes secrets out of all that the provider sent, the served model's name included. Done before a trial is scored or stored, so that a replay of the stored trial scores
 * exactly what the first run scored.
 */
export function redactTrial(trial: TrialResult, redact: Redact): TrialResult {
  const trace = JSON.stringify(trial.trace)
  return {
    ...trial,
    output: redact(trial.output),
    trace: redact(trace) === trace ? trial.trace : trial.trace.map((step) => redactStep(step, redact)),
    ...(trial.model === undefined ? {} : { model: redact(trial.model) }),
    ...(trial.fingerprint === undefined ? {} : { fingerprint: redact(trial.fingerprint) }),
    ...(trial.error === undefined ? {} : { error: redact(trial.error) }),
  }
}

/** Value by value: in the JSON of a trace a secret may be half of an escape, a part of a number, or one of our own words. */
function redactStep(step: TraceStep, redact: Redact): TraceStep {
  return step.type === 'message'
    ? { ...step, content: redact(step.content) }
    : { ...step, name: redact(step.name), arguments: redactValue(step.arguments, redact) }
}

function redactValue(value: unknown, redact: Redact): unknown {
  switch (typeof value) {
    case 'string':
      return redact(value)
    case 'number':
      return redact(String(value)) === String(value) ? value : redact(String(value))
    case 'object':
      if (value === null) return value
      if (Array.isArray(value)) return value.map((item) => redactValue(item, redact))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact)]),
      )
    default:
      return value
  }
}
