import { type Finding, UserError } from '../boundary/finding.ts'
import type { Arm } from '../target/trial.ts'
import { checkLine, parseJsonLine, readLines } from './json-lines.ts'
import { createRepeatedTrials } from './repeated-trials.ts'
import { createStatedArms } from './stated-arms.ts'
import { type ForeignTrial, foreignTrialSchema } from './trial-record.ts'

export interface TrialSource {
  readonly file: string
  /** Taken as the arm of all its trials, which may name another one as long as they agree. */
  readonly arm?: Arm
}

/** Tells what is wrong with the files instead of throwing it. The line that is at fault is passed over. */
export type TellMistakes = (findings: readonly Finding[]) => void

/**
 * Streams recorded trials of any runner that writes `suite, case, arm, trial, scores`, a JSON object a line; blank lines are skipped.
 * Identical lines, within a file or between the files, count once. Memory does not grow with outputs that the caller drops.
 * @param tell is told what is wrong with lines, so that all mistakes are found in one go; a file that cannot be read is thrown all the same
 * @throws UserError naming file and line: unreadable, not a trial, contradicting another line, another arm than the lines before; naming
 *   the file: no trial in it.
 */
export async function* readTrials(
  sources: readonly TrialSource[],
  tell: TellMistakes = (findings) => {
    throw new UserError(findings)
  },
): AsyncGenerator<ForeignTrial> {
  const isRepeated = createRepeatedTrials()
  const statedArms = createStatedArms()
  for (const { file, arm } of sources) {
    let empty = true
    for await (const line of readLines(file)) {
      if (isBlank(line.bytes)) continue
      empty = false
      try {
        const value = parseJsonLine(line)
        if (arm !== undefined) statedArms.check(value, arm, line)
        const trial = checkLine(foreignTrialSchema, arm === undefined ? value : withArm(value, arm), line)
        if (!isRepeated(trial, line)) yield trial
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        tell(error.findings)
      }
    }
    if (empty)
      tell([
        {
          file,
          message: 'there is no trial in this file',
          hint: 'record trials, a JSON object a line',
        },
      ])
  }
}

function withArm(value: unknown, arm: Arm): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, arm } : value
}

/** Spaces, tabs and the carriage return of a Windows line end. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}
