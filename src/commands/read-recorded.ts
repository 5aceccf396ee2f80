import { resolve } from 'node:path'
import { type Finding, UserError } from '../boundary/finding.ts'
import { readTrials } from '../ledger/read-trials.ts'
import { collectRecorded, type RecordedSuite } from '../verdict/recorded-suite.ts'

export interface Recorded {
  readonly suites: readonly RecordedSuite[]
  /** What is wrong with lines, all that could be found in one go. */
  readonly findings: readonly Finding[]
}

/**
 * Reads one file that holds both arms, or two that hold one each. Findings name the files as they were given.
 * @throws UserError where a file cannot be read, or is given twice
 */
export async function readRecorded(
  { base, head }: { readonly base: string; readonly head?: string },
  directory: string,
): Promise<Recorded> {
  const [basePath, headPath] = [resolve(directory, base), resolve(directory, head ?? base)]
  if (head !== undefined && basePath === headPath) {
    throw new UserError({
      file: head,
      message: 'the same file is given as base and as head',
      hint: 'give a file that holds both arms once',
    })
  }
  const asGiven = (text: string): string => text.replaceAll(basePath, base).replaceAll(headPath, head ?? base)
  const named = ({ file, message, ...rest }: Finding): Finding => ({
    ...rest,
    ...(file === undefined ? {} : { file: asGiven(file) }),
    message: asGiven(message),
  })
  const findings: Finding[] = []
  try {
    const trials = readTrials(
      head === undefined
        ? [{ file: basePath }]
        : [
            { file: basePath, arm: 'base' },
            { file: headPath, arm: 'head' },
          ],
      (found) => {
        for (const finding of found) findings.push(named(finding))
      },
    )
    return { suites: await collectRecorded(trials), findings }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(error.findings.map(named), { cause: error })
  }
}
