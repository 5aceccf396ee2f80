import { fisherWorse } from '../stats/fisher.ts'
import { signFlipTest } from '../stats/sign-flip-test.ts'
import { tarone } from '../stats/tarone.ts'
import type { ArmSummary, Culprit } from './claim-test.ts'
import type { EvidenceTable } from './evidence-table.ts'

/** One metric on one case. */
export interface CaseTest {
  readonly index: number
  readonly base: ArmSummary
  readonly head: ArmSummary
  /** One-sided p-values of "got worse" and "got better". */
  readonly worse: number
  readonly better: number
  /** The smallest `worse` that so many trials could have given. */
  readonly leastWorse: number
}

/** Fisher's exact test for pass/fail, the sign-flip test for graded scores, for every case of a slice that has pairs. */
export function testCases(table: EvidenceTable, metric: number, weights: Float64Array): readonly CaseTest[] {
  return trialsByCase(table, metric, weights).map(({ index, base, head }) => ({
    index,
    ...testCase(base, head, { graded: signFlip, least: 2 ** -head.length }),
  }))
}

/** What a metric was on the whole pairs of a case, pair by pair. */
interface CaseTrials {
  readonly index: number
  readonly base: readonly number[]
  readonly head: readonly number[]
}

/** For every case of a slice that has pairs. */
export function trialsByCase(
  table: EvidenceTable,
  metric: number,
  weights: Float64Array,
): readonly CaseTrials[] {
  const pairsOf = new Map<number, number[]>()
  table.cases.forEach((index, pair) => {
    if (weights[index]! === 0 || Number.isNaN(table.head[metric]![pair]! - table.base[metric]![pair]!)) return
    const pairs = pairsOf.get(index)
    if (pairs === undefined) pairsOf.set(index, [pair])
    else pairs.push(pair)
  })
  return [...pairsOf].map(([index, pairs]) => ({
    index,
    base: pairs.map((pair) => table.base[metric]![pair]!),
    head: pairs.map((pair) => table.head[metric]![pair]!),
  }))
}

/**
 * @param graded p-value of "the second is worse than the first" for graded scores
 * @param least that such a test could give
 */
export function testCase(
  base: readonly number[],
  head: readonly number[],
  { graded, least }: { readonly graded: PValue; readonly least: number },
): Omit<CaseTest, 'index'> {
  const isPassFail = base.every(passFail) && head.every(passFail)
  const p = isPassFail ? fisher : graded
  return {
    base: summary(base),
    head: summary(head),
    worse: p(base, head),
    better: p(head, base),
    leastWorse: isPassFail ? leastFisher(base, head) : least,
  }
}

type PValue = (base: readonly number[], head: readonly number[]) => number

/** Family-wise level at which a concentrated drop needs a culprit when no fresh calls are made for it. */
const CULPRIT_LEVEL = 0.05
/** A culprit has lost at least this much. */
export const CULPRIT_DROP = 0.5

/**
 * The case with the largest drop, by half or more, that its own exact test confirms; corrected for there being many cases, of which those
 * with too few trials to confirm anything do not count.
 */
export function confirmedCase(
  table: EvidenceTable,
  metric: number,
  weights: Float64Array,
): Culprit | undefined {
  return confirmedAmong(testCases(table, metric, weights), table.caseIds)
}

/** The same of cases that were tested already. */
export function confirmedAmong(tests: readonly CaseTest[], caseIds: readonly string[]): Culprit | undefined {
  const confirmed = tarone(
    tests.map((test) => test.worse),
    tests.map((test) => test.leastWorse),
    CULPRIT_LEVEL,
  )
  const drop = (test: CaseTest): number => (test.head.mean ?? 0) - (test.base.mean ?? 0)
  const worst = tests
    .filter((test, index) => confirmed[index] && drop(test) <= -CULPRIT_DROP)
    .sort((a, b) => drop(a) - drop(b))[0]
  return worst === undefined ? undefined : { id: caseIds[worst.index]!, drop: drop(worst), fresh: false }
}

export function summary(values: readonly number[]): ArmSummary {
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, trials: values.length }
}

export const passFail = (value: number): boolean => value === 0 || value === 1
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** One-sided p-value of "head is worse" on the trials of one case. */
export function pWorse(base: readonly number[], head: readonly number[]): number {
  return base.every(passFail) && head.every(passFail) ? fisher(base, head) : signFlip(base, head)
}

function fisher(base: readonly number[], head: readonly number[]): number {
  return fisherWorse({ passes: sum(base), trials: base.length }, { passes: sum(head), trials: head.length })
}

function signFlip(base: readonly number[], head: readonly number[]): number {
  const differences = Float64Array.from(head, (value, pair) => value - base[pair]!)
  return signFlipTest(differences, { seed: 'case', flips: 999 }).p
}

function leastFisher(base: readonly number[], head: readonly number[]): number {
  const passes = sum(base) + sum(head)
  const inHead = Math.max(0, passes - base.length)
  return fisherWorse(
    { passes: passes - inHead, trials: base.length },
    { passes: inHead, trials: head.length },
  )
}
