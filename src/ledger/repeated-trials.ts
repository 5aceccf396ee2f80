import { createHash } from 'node:crypto'
import { UserError } from '../boundary/finding.ts'
import type { Line } from './json-lines.ts'
import type { ForeignTrial } from './trial-record.ts'

interface FirstSeen {
  readonly fingerprint: number
  readonly file: string
  readonly line: number
}

/** Says whether a trial repeats an earlier line. */
type RepeatedTrials = (trial: ForeignTrial, line: Line) => boolean

/**
 * Remembers where every trial stands, by suite, case, arm, form, variant and index, with 48 bits of its line's content: some 100 bytes a trial.
 * Trials that ended as `infra-error` contradict nothing: the same trial may have been tried again.
 * @returns throws UserError naming both lines when they record the same trial with different contents.
 */
export function createRepeatedTrials(): RepeatedTrials {
  const groups = new Map<string, Map<number, FirstSeen>>()
  return (trial, line) => {
    const failed = trial.outcome === 'infra-error'
    const key = JSON.stringify([trial.suite, trial.case, trial.arm, trial.form, trial.variant, failed])
    const group = groups.get(key) ?? new Map<number, FirstSeen>()
    groups.set(key, group)
    const fingerprint = createHash('sha256').update(line.bytes).digest().readUIntBE(0, 6)
    const first = group.get(trial.trial)
    if (first === undefined) {
      group.set(trial.trial, { fingerprint, file: line.file, line: line.number })
      return false
    }
    if (first.fingerprint === fingerprint) return true
    if (failed) return false
    throw new UserError({
      file: line.file,
      line: line.number,
      message: `trial ${trial.trial} of case ${trial.case} in ${trial.arm} is recorded otherwise in ${first.file}:${first.line}`,
      hint: 'number the trials of each case and arm 0, 1, 2, …, or remove one of the two lines',
    })
  }
}
