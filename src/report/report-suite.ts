import { formatFinding } from '../boundary/finding.ts'
import type { LoadedSides } from '../change/load-sides.ts'
import type { SuiteComparison } from '../change/suite-comparison.ts'
import type { StoppingRule } from '../sampling/decider.ts'
import { describeHistory } from '../sampling/describe-history.ts'
import type { SuiteOutcome } from '../sampling/sample-push.ts'
import { describeStop } from '../sampling/sampling-stopped.ts'
import type { Policy } from '../suite/policy.ts'
import type { SuiteJudgement } from '../verdict/judgement.ts'
import type { JudgedSuite } from './assemble-report.ts'
import type { SuiteReport } from './report.ts'
import { reportMetric } from './report-metric.ts'

/** One suite's part of the report, whether it was sampled, blocked, or had nothing to run. */
export function reportSuite(
  comparison: SuiteComparison,
  judged: JudgedSuite | undefined,
  loaded: LoadedSides,
): SuiteReport {
  const outcome = judged?.outcome
  return {
    suite: comparison.name,
    file: comparison.file,
    ...verdictOf(comparison, judged, loaded),
    affected_by: [...comparison.affectedBy],
    affected_cases: comparison.pairs.length,
    total_cases: comparison.suite?.cases.length ?? 0,
    metrics:
      judged?.outcome === undefined
        ? []
        : judged.judgement.metrics.map((one) => reportMetric(one, judged.outcome)),
    cases: judged?.outcome === undefined ? [] : reportCases(judged, loaded.policy?.publish.outputs ?? 'none'),
    calls: {
      base: outcome?.tally.calls.base ?? 0,
      head: outcome?.tally.calls.head ?? 0,
      judge: 0,
      cached: outcome?.tally.cached ?? 0,
    },
    cost_usd: outcome === undefined ? 0 : (outcome.tally.costUsd ?? null),
    infra_errors: { base: outcome?.tally.infraErrors.base ?? 0, head: outcome?.tally.infraErrors.head ?? 0 },
    models: {
      base: [...(outcome?.tally.models.base ?? [])].sort(),
      head: [...(outcome?.tally.models.head ?? [])].sort(),
    },
    pairs: {
      planned: outcome?.plan.pairs ?? 0,
      complete: outcome?.evidence.pairs.length ?? 0,
      missing: outcome?.evidence.missing.length ?? 0,
    },
    findings: [
      ...comparison.findings,
      ...(judged?.outcome === undefined ? (judged?.findings ?? []) : []),
    ].map(formatFinding),
    notes: [
      ...comparison.notes,
      ...(outcome?.plan.history?.allocated === true ? describeHistory(outcome.plan) : []),
      ...(outcome?.notes ?? []),
      ...(judged?.outcome === undefined ? [] : judged.judgement.notes),
      ...(outcome === undefined ? [] : [...cappedPlan(outcome), ...distinctErrors(outcome)]),
    ],
  }
}

/** Characters of an output that a snippet shows. */
const SNIPPET = 600

function reportCases(
  { judgement, examples }: Extract<JudgedSuite, { readonly judgement: SuiteJudgement }>,
  publish: Policy['publish']['outputs'],
): SuiteReport['cases'] {
  const excerpt = (output: string): string =>
    publish === 'full' || output.length <= SNIPPET ? output : `${output.slice(0, SNIPPET)}…`
  return judgement.cases.map((one) => {
    const example = examples.find(({ case: id, metric }) => id === one.case && metric === one.metric)
    return {
      ...one,
      base: { ...one.base },
      head: { ...one.head },
      ...(example === undefined
        ? {}
        : { example: { base: excerpt(example.base), head: excerpt(example.head) } }),
    }
  })
}

function verdictOf(
  comparison: SuiteComparison,
  judged: JudgedSuite | undefined,
  loaded: LoadedSides,
): Pick<SuiteReport, 'verdict' | 'reason'> {
  if (comparison.status !== 'affected') return { verdict: comparison.status, reason: comparison.reason }
  if (loaded.introduced)
    return { verdict: 'unaffected', reason: 'checked; it is gated once the policy is in base' }
  if (judged === undefined) {
    return { verdict: 'not-evaluable', reason: 'the policy cannot be used, so nothing was called' }
  }
  if (judged.outcome === undefined) {
    return { verdict: 'not-evaluable', reason: 'it cannot be run as it stands, so nothing was sent' }
  }
  const { judgement, outcome } = judged
  if (outcome.stopped === undefined) {
    const [cause] = judgement.verdict === 'not-evaluable' ? distinctErrors(outcome) : []
    return {
      verdict: judgement.verdict,
      reason: cause === undefined ? judgement.reason : `${judgement.reason} (${cause})`,
    }
  }
  const stop = describeStop(outcome.stopped)
  const done = `after ${outcome.evidence.pairs.length} of ${outcome.plan.pairs} pairs`
  return { verdict: 'not-evaluable', reason: `sampling stopped ${done}: ${stop}` }
}

function cappedPlan({ plan }: SuiteOutcome<StoppingRule>): readonly string[] {
  return plan.pairs < plan.wantedPairs
    ? [
        `the budget allows ${plan.pairs} pairs where the stated error rates want ${plan.wantedPairs}: expect more inconclusive verdicts, or raise \`budget: { suite-calls, calls }\` in the policy`,
      ]
    : []
}

/** What went wrong, most frequent first: an outage reads as one line, not as a hundred. */
function distinctErrors({ tally }: SuiteOutcome<StoppingRule>): readonly string[] {
  return [...tally.errors]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([error, count]) => `${count} × ${error}`)
}
