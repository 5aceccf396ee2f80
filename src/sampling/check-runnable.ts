import { type Finding, UserError } from '../boundary/finding.ts'
import { compileScorers } from '../scoring/compile-scorers.ts'
import type { Suite } from '../suite/suite.ts'

/** What of a valid suite this version cannot run or decide, found without a call. */
export async function checkRunnable(suite: Suite): Promise<readonly Finding[]> {
  const reserved = reservedKeys(suite)
  try {
    await compileScorers(suite.scorers, suite.cases[0]!, suite.places)
    return reserved
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [...reserved, ...error.findings]
  }
}

/** A tool loop that is asked for and not run would judge another thing than the suite says. */
function reservedKeys({ target, places, file }: Suite): readonly Finding[] {
  if (target.kind !== 'prompt') return []
  const asked = [target.simulate !== undefined && 'simulate', target.maxSteps !== undefined && 'max-steps']
  return asked
    .filter((key) => key !== false)
    .map((key) => ({
      ...(places.get(`target.${key}`) ?? { file }),
      message: `\`${key}\` is for simulated tools, which this version of noisefloor does not run`,
      hint: 'remove it: a trial is one call of the model, and the tools that it calls are its last word',
    }))
}
