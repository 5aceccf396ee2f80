import type { JudgeableSuite } from '../change/suite-comparison.ts'
import type { InformedDesign, SuiteDesign } from '../sampling/plan-suite.ts'
import type { SuiteHistory } from '../sampling/read-history.ts'
import type { Policy } from '../suite/policy.ts'
import { designFromHistory } from './design-from-history.ts'
import { type DesignInput, designSuite } from './design-suite.ts'
import { splitFalseAlarm } from './error-budget.ts'
import { reserveRates } from './reserve-rates.ts'

/**
 * What the suites of a push ask for, which share its error rates.
 *
 * @returns in the order of `comparisons`
 */
export function designPush(
  comparisons: readonly JudgeableSuite[],
  { falseAlarm, miss, extension }: Policy['errorRates'],
  histories: ReadonlyMap<string, SuiteHistory>,
): readonly { readonly assumed: SuiteDesign; readonly informed: InformedDesign | undefined }[] {
  const split = splitFalseAlarm(
    comparisons.map((one) => one.suite.assertions.map((assertion) => assertion.role)),
    falseAlarm,
  )
  return comparisons.map(({ name, suite, pairs, headOnly }, index) => {
    const input: DesignInput = {
      assertions: suite.assertions,
      cases: pairs.map((pair) => pair.case),
      headOnlyCases: headOnly.length,
      rates: reserveRates({ ...split[index]!, miss }, suite, extension),
    }
    const history = histories.get(name)
    return {
      assumed: designSuite(input),
      informed: history === undefined ? undefined : designFromHistory(input, history),
    }
  })
}
