import { UserError } from '../boundary/finding.ts'
import type { Arm } from '../target/trial.ts'
import { checkLine, parseJsonLine, readLines } from './json-lines.ts'
import { createRepeatedTrials } from './repeated-trials.ts'
import { type ForeignTrial, foreignTrialSchema } from './trial-record.ts'

export interface TrialSource {
  readonly file: string
  /** Taken as the arm of all its trials, whatever the lines say. */
  readonly arm?: Arm
}

/**
 * Streams recorded trials of any runner that writes `suite, case, arm, trial, scores`, a JSON object a line; blank lines are skipped.
 * Identical lines, within a file or between the files, count once. Memory does not grow with outputs that the caller drops.
 * @throws UserError naming file and line: unreadable, not a trial, contradicting another line; naming the file: no trial in it.
 */
export async function* readTrials(sources: readonly TrialSource[]): AsyncGenerator<ForeignTrial> {
  const isRepeated = createRepeatedTrials()
  for (const { file, arm } of sources) {
    let empty = true
    for await (const line of readLines(file)) {
      if (isBlank(line.bytes)) continue
      empty = false
      const value = parseJsonLine(line)
      const trial = checkLine(foreignTrialSchema, arm === undefined ? value : withArm(value, arm), line)
      if (!isRepeated(trial, line)) yield trial
    }
    if (empty)
      throw new UserError({
        file,
        message: 'there is no trial in this file',
        hint: 'record trials with `noisefloor run`',
      })
  }
}

function withArm(value: unknown, arm: Arm): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, arm } : value
}

/** Spaces, tabs and the carriage return of a Windows line end. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}
