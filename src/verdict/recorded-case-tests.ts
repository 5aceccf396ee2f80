import { stratifiedPermutationTests } from '../stats/stratified-permutation.ts'
import { type CaseTest, testCase } from './case-tests.ts'
import type { RecordedSuite } from './recorded-suite.ts'

const GRADED_PATHS = 1000

/** What `testCases` is for pairs: Fisher's exact test for pass/fail, the permutation test for graded scores, case by case. */
export function testRecordedCases(recorded: RecordedSuite, metric: number): readonly CaseTest[] {
  const known = Array.from(recorded.cases.keys()).filter(
    (trial) => !Number.isNaN(recorded.scores[metric]![trial]!),
  )
  const trialsOf = Map.groupBy(known, (trial) => recorded.cases[trial]!)
  return [...trialsOf].flatMap(([index, trials]): readonly CaseTest[] => {
    const scoresOf = (isHead: number) =>
      trials
        .filter((trial) => recorded.heads[trial] === isHead)
        .map((trial) => recorded.scores[metric]![trial]!)
    const [base, head] = [scoresOf(0), scoresOf(1)]
    if (base.length === 0 || head.length === 0) return []
    return [{ index, ...testCase(base, head, { graded: permutationP, least: leastP(base, head) }) }]
  })
}

function permutationP(base: readonly number[], head: readonly number[]): number {
  const scores = [...base, ...head]
  const { tests } = stratifiedPermutationTests(
    {
      scores: [Float64Array.from(scores)],
      cases: new Uint32Array(scores.length),
      heads: Uint8Array.from(scores, (_, trial) => Number(trial >= base.length)),
      weights: Float64Array.of(1),
    },
    { paths: GRADED_PATHS, seed: 'case' },
  )
  return tests[0]!.p
}

/** One labelling among all; with many trials the paths are fewer. */
function leastP(base: readonly number[], head: readonly number[]): number {
  let ways = 1
  for (let i = 1; i <= head.length; i += 1) ways *= (base.length + i) / i
  return Math.max(1 / ways, Number.MIN_VALUE)
}
