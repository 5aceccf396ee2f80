import { credentialVariables } from '../provider/provider-config.ts'
import type { Report } from '../report/report.ts'
import type { PlannedSuite } from '../sampling/plan-push.ts'
import type { Policy } from '../suite/policy.ts'
import { isOutsideCode } from '../target/code-permission.ts'
import { conclude } from '../verdict/conclude.ts'

/** The variables of keys that the policy names and this run does not have. */
export function absentKeys(
  policy: Policy,
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlySet<string> {
  const named = [...policy.providers.values()].flatMap(credentialVariables)
  return new Set(named.filter((variable) => (environment[variable] ?? '').trim() === ''))
}

/** By suite that would have called a model whose key is absent: the variables of those keys. */
export function suitesWithoutKeys(
  planned: readonly Pick<PlannedSuite, 'comparison'>[],
  policy: Policy,
  absent: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { comparison } of planned) {
    const models = [
      ...comparison.pairs.flatMap(({ base, head }) => [base, head]),
      ...comparison.headOnly.map(({ request }) => request),
    ].flatMap((request) => (request.kind === 'prompt' ? [request.model] : []))
    const variables = new Set(
      models
        .flatMap((model) => {
          const provider = policy.providers.get(model.split('/', 1)[0] ?? '')
          return provider === undefined ? [] : credentialVariables(provider)
        })
        .filter((variable) => absent.has(variable)),
    )
    if (variables.size > 0) found.set(comparison.name, [...variables])
  }
  return found
}

/**
 * The report of a stranger's pull request, whose run gets no keys: suites that need one count as not run instead of as broken, and a
 * push that is not red for another reason is neutral. Nothing was called for these suites.
 */
export function withoutKeys(
  report: Report,
  missing: ReadonlyMap<string, readonly string[]>,
  onInconclusive: Policy['onInconclusive'],
): Report {
  const isExcused = (suite: Report['suites'][number]) => {
    const variables = missing.get(suite.suite) ?? []
    const onlyKeys = suite.findings.every(
      (finding) => isOutsideCode(finding) || variables.some((variable) => finding.includes(variable)),
    )
    return suite.verdict === 'not-evaluable' && suite.findings.length > 0 && onlyKeys
  }
  const whyNotRun = (suite: Report['suites'][number]) => {
    const variables = missing.get(suite.suite) ?? []
    if (variables.length === 0)
      return 'not run: the policy does not let code of forks and of Dependabot be run'
    return `not run: ${variables.join(', ')} is not given to pull requests from forks and of Dependabot`
  }
  const excused = report.suites.filter(isExcused)
  if (excused.length === 0) return report
  const suites = report.suites.map((suite) =>
    isExcused(suite)
      ? {
          ...suite,
          verdict: 'unaffected' as const,
          reason: whyNotRun(suite),
          findings: [],
        }
      : suite,
  )
  const { verdict, conclusion, exitCode } = conclude(
    [
      ...suites.map((suite) => suite.verdict),
      ...(report.findings.length > 0 ? (['not-evaluable'] as const) : []),
    ],
    report.gate_changes.some((change) => change.loosens && !change.approved),
    onInconclusive,
  )
  const number = excused.length === 1 ? '1 affected suite was' : `${excused.length} affected suites were`
  return {
    ...report,
    verdict,
    conclusion: exitCode === 0 ? 'neutral' : conclusion,
    exit_code: exitCode,
    suites,
    notes: [
      `${number} not run, because runs of forks and of Dependabot get no keys and run no code; to judge the change, push it to a branch of this repository after reading it`,
      ...report.notes,
    ],
  }
}
