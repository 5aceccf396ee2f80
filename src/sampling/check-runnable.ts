import { type Finding, UserError } from '../boundary/finding.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import type { Suite } from '../suite/suite.ts'

/** What of a valid suite this version cannot run or decide, found without a call. */
export async function checkRunnable(suite: Suite): Promise<readonly Finding[]> {
  try {
    await compileScorers(suite.scorers, suite.cases[0]!, suite.places)
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.findings
  }
}
