import { MAX_LINE_BYTES } from './json-lines.ts'
import type { TrialRecord } from './trial-record.ts'

/**
 * A trial as a line of `trials.jsonl`, which `trialRecordSchema` will accept again: types vouch for most of it, numbers are checked here, since JSON
 * cannot hold all of them. (The schema itself would take a third of the time of writing.)
 * @throws RangeError for a number that is no score or measurement, a score of a trial that failed, a line of more than 64 MiB
 */
export function writeTrial(record: TrialRecord): Buffer {
  const {
    v,
    suite,
    case: caseId,
    arm,
    trial,
    form,
    outcome,
    scores,
    quantities,
    request,
    model,
    fingerprint,
    at,
  } = record
  const { output, trace, error } = record
  checkNumbers('score', scores, 1)
  checkNumbers('quantity', quantities, Number.MAX_VALUE)
  if (outcome === 'infra-error' && Object.keys(scores).length > 0) {
    throw new RangeError('a trial that ended as infra-error has no scores')
  }
  const known = { v, suite, case: caseId, arm, trial, form, outcome, scores, quantities, request }
  const line = Buffer.from(`${JSON.stringify({ ...known, model, fingerprint, at, output, trace, error })}\n`)
  if (line.length > MAX_LINE_BYTES) throw new RangeError(`a trial of case ${caseId} is larger than 64 MiB`)
  return line
}

function checkNumbers(what: string, numbers: object, most: number): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && value <= most)) throw new RangeError(`the ${what} ${name} is ${value}`)
  }
}
