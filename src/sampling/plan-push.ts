import { contentHash } from '../boundary/content-hash.ts'
import type { JudgeableSuite } from '../change/suite-comparison.ts'
import type { Budget } from '../suite/policy.ts'
import { plannedCalls, planSuite, type SuiteDesign } from './plan-suite.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { shareBudget } from './share-budget.ts'

export interface PlannedSuite {
  readonly comparison: JudgeableSuite
  readonly plan: SamplingPlan
  /** Names the folder of the suite's ledger: the same requests on both sides give the same name. */
  readonly ledgerName: string
}

/**
 * Plans all suites of a push together, since they share its call budget.
 *
 * @param design what a suite's assertions ask for at the stated error rates
 * @param seed of the user, if any; the content of the comparison is always part of the seed
 */
export function planPush(
  comparisons: readonly JudgeableSuite[],
  budget: Budget,
  design: (comparison: JudgeableSuite, index: number) => SuiteDesign,
  seed: string | undefined,
): readonly PlannedSuite[] {
  const plan = (comparison: JudgeableSuite, index: number, callCap: number): SamplingPlan =>
    planSuite({
      suite: comparison.name,
      seed: contentHash([identity(comparison), seed ?? null]),
      cases: comparison.pairs.map((pair) => pair.case.id),
      headOnlyCases: comparison.headOnly.length,
      hasAbsoluteAssertion: comparison.suite.assertions.some((one) =>
        ['at-least', 'at-most'].includes(one.claim.kind),
      ),
      design: design(comparison, index),
      deterministic: comparison.suite.deterministic,
      callCap,
    })
  const wishes = comparisons.map(
    (comparison, index) =>
      plannedCalls(plan(comparison, index, budget.suiteCalls), comparison.headOnly.length).most,
  )
  const grants = shareBudget(wishes, budget.calls ?? Number.POSITIVE_INFINITY)
  return comparisons.map((comparison, index) => ({
    comparison,
    plan: plan(comparison, index, grants[index]!),
    ledgerName: ledgerName(comparison),
  }))
}

/** What is compared, by content: two pushes that would send the same requests are the same experiment. */
function identity(comparison: JudgeableSuite): unknown {
  return {
    suite: comparison.name,
    pairs: comparison.pairs.map((pair) => [pair.case.id, pair.base.hash, pair.head.hash]),
    headOnly: comparison.headOnly.map((extra) => [extra.case.id, extra.form, extra.request.hash]),
  }
}

function ledgerName(comparison: JudgeableSuite): string {
  const readable = comparison.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  return `${readable}-${contentHash(identity(comparison)).slice('sha256:'.length, 'sha256:'.length + 12)}`
}
