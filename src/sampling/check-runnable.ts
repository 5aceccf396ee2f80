import { type Finding, UserError } from '../boundary/finding.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import type { Suite } from '../suite/suite.ts'

/** What of a valid suite this version cannot run or decide, found without a call. */
export async function checkRunnable(suite: Suite): Promise<readonly Finding[]> {
  const claims = suite.assertions.flatMap((assertion, index): readonly Finding[] =>
    assertion.claim.kind === 'distribution'
      ? [
          {
            ...(suite.places.get(`assert.${index}`) ?? { file: suite.file }),
            message: 'this version does not decide `distribution` assertions',
            hint: 'assert a rate or `no-regression`',
          },
        ]
      : [],
  )
  return [...claims, ...(await scorerMistakes(suite))]
}

async function scorerMistakes(suite: Suite): Promise<readonly Finding[]> {
  try {
    await compileScorers(suite.scorers, suite.cases[0]!, suite.places)
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.findings
  }
}
