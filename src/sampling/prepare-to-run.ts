import { type Finding, formatFinding, UserError } from '../boundary/finding.ts'
import type { TrialRunner } from '../target/trial-runner.ts'
import { checkRunnable } from './check-runnable.ts'
import type { PlannedSuite } from './plan-push.ts'
import { prepareSuite } from './prepare-suite.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

type PreparedSuite =
  | { readonly planned: PlannedSuite; readonly suite: SuiteToSample }
  | { readonly planned: PlannedSuite; readonly suite?: undefined; readonly findings: readonly Finding[] }

/** Everything that can be found wrong with a suite before its first call. */
export async function prepareToRun(
  planned: PlannedSuite,
  runner: Pick<TrialRunner, 'check'>,
  offline: boolean,
): Promise<PreparedSuite> {
  try {
    const unrunnable = await checkRunnable(planned.comparison.suite)
    if (unrunnable.length > 0) return { planned, findings: unrunnable }
    const suite = await prepareSuite(planned)
    const requests = [
      ...suite.pairs.flatMap((one) => [one.base, one.head]),
      ...suite.headOnly.map((one) => one.head),
    ]
    const findings = offline ? [] : await runner.check(requests)
    if (findings.length > 0) return { planned, findings }
    return { planned, suite: offline ? suite : await checkFallback(suite, runner) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { planned, findings: error.findings }
  }
}

/** A fallback that cannot be asked decides nothing either: that is said, and the suite is judged without it. */
async function checkFallback(
  suite: SuiteToSample,
  runner: Pick<TrialRunner, 'check'>,
): Promise<SuiteToSample> {
  const { fallback } = suite
  if (fallback === undefined) return suite
  const findings = await runner.check(fallback.cases.map((one) => one.request))
  if (findings.length === 0) return suite
  return { ...suite, fallback: { ...fallback, unusable: findings.map(formatFinding).join('; ') } }
}
