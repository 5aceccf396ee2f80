import { MOST_MEASURED } from '../target/measured.ts'
import { MAX_LINE_BYTES } from './json-lines.ts'
import type { TrialRecord } from './trial-record.ts'

/**
 * A trial as a line of `trials.jsonl`, which `trialRecordSchema` will accept again: types vouch for most of it, numbers are checked here, since JSON
 * cannot hold all of them. (The schema itself would take a third of the time of writing.)
 * @throws RangeError for a number that is no score or measurement, a score of a trial that failed, a line of more than 64 MiB
 */
export function writeTrial(record: TrialRecord): Buffer {
  const { scores, quantities, outcome } = record
  checkNumbers('score', scores, 1)
  checkNumbers('quantity', quantities, MOST_MEASURED)
  if (outcome === 'infra-error' && Object.keys(scores).length > 0) {
    throw new RangeError('a trial that ended as infra-error has no scores')
  }
  const known = {
    v: record.v,
    suite: record.suite,
    case: record.case,
    arm: record.arm,
    trial: record.trial,
    form: record.form,
    variant: record.variant,
    outcome,
    scores,
    quantities,
    request: record.request,
    model: record.model,
    fingerprint: record.fingerprint,
    at: record.at,
    output: record.output,
    trace: record.trace,
    error: record.error,
  } satisfies { readonly [Key in keyof Required<TrialRecord>]: TrialRecord[Key] | undefined }
  const line = Buffer.from(`${JSON.stringify(known)}\n`)
  if (line.length > MAX_LINE_BYTES)
    throw new RangeError(`a trial of case ${record.case} is larger than 64 MiB`)
  return line
}

function checkNumbers(what: string, numbers: object, most: number): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && value <= most)) throw new RangeError(`the ${what} ${name} is ${value}`)
  }
}
