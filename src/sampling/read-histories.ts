import { UserError } from '../boundary/finding.ts'
import type { JudgeableSuite } from '../change/suite-comparison.ts'
import { readHistory, type SuiteHistory } from './read-history.ts'

/**
 * What earlier runs tell of each suite.
 *
 * @param directory of the ledgers
 * @returns by name; none of a suite whose scorers cannot be compiled, which the check says
 */
export async function readHistories(
  comparisons: readonly JudgeableSuite[],
  directory: string,
): Promise<ReadonlyMap<string, SuiteHistory>> {
  const histories = new Map<string, SuiteHistory>()
  for (const { name, suite } of comparisons) {
    try {
      histories.set(name, await readHistory(directory, suite))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
    }
  }
  return histories
}
