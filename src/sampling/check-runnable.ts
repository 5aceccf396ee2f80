import { type Finding, UserError } from '../boundary/finding.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import type { Suite } from '../suite/suite.ts'

/** What of a valid suite this version cannot run or decide, found without a call. */
export async function checkRunnable(suite: Suite): Promise<readonly Finding[]> {
  const place = suite.places.get('target') ?? { file: suite.file }
  const target: readonly Finding[] =
    suite.target.kind === 'prompt'
      ? []
      : [
          {
            ...place,
            message: `this version does not run \`${suite.target.kind}\` targets`,
            hint: 'use a prompt and a model',
          },
        ]
  return [...target, ...(await scorerMistakes(suite))]
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
