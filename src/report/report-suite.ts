import { formatFinding } from '../boundary/finding.ts'
import type { LoadedSides } from '../change/load-sides.ts'
import type { SuiteComparison } from '../change/suite-comparison.ts'
import type { StoppingRule } from '../sampling/decider.ts'
import { describeHistory } from '../sampling/describe-history.ts'
import type { SuiteOutcome } from '../sampling/sample-push.ts'
import { mostPairs, planLength } from '../sampling/sampling-plan.ts'
import { describeStop } from '../sampling/sampling-stopped.ts'
import type { Policy } from '../suite/policy.ts'
import type { SuiteJudgement } from '../verdict/judgement.ts'
import type { JudgedSuite } from './assemble-report.ts'
import type { SuiteReport } from './report.ts'
import { fallbackNotes, reportFallback } from './report-fallback.ts'
import { followUpNotes, reportFollowUps } from './report-follow-ups.ts'
import { reportLabels } from './report-labels.ts'
import { reportMetric } from './report-metric.ts'
import { servedNotes } from './served-notes.ts'

/** One suite's part of the report, whether it was sampled, blocked, or had nothing to run. */
export function reportSuite(
  comparison: SuiteComparison,
  judged: JudgedSuite | undefined,
  loaded: LoadedSides,
): SuiteReport {
  const outcome = judged?.outcome
  const publish = loaded.policy?.publish.outputs ?? 'none'
  const cases = judged?.outcome === undefined ? [] : reportCases(judged, publish)
  const metrics = judged?.outcome === undefined ? [] : reportMetrics(judged, publish)
  return {
    suite: comparison.name,
    file: comparison.file,
    ...verdictOf(comparison, judged, loaded),
    affected_by: [...comparison.affectedBy],
    affected_cases: comparison.pairs.length,
    total_cases: comparison.suite?.cases.length ?? 0,
    metrics,
    cases,
    ...(judged?.outcome === undefined || judged.outcome.stopped !== undefined
      ? {}
      : reportFollowUps(judged.judgement, { cases, metrics }, comparison.pairs.length)),
    ...(judged?.outcome === undefined
      ? {}
      : reportFallback(comparison.fallback?.model, judged.judgement.fallback, judged.outcome)),
    calls: {
      base: outcome?.tally.calls.base ?? 0,
      head: outcome?.tally.calls.head ?? 0,
      judge: 0,
      cached: outcome?.tally.cached ?? 0,
      ...(outcome === undefined || outcome.tally.followUpCalls === 0
        ? {}
        : { follow_up: outcome.tally.followUpCalls }),
    },
    cost_usd: outcome === undefined ? 0 : (outcome.tally.costUsd ?? null),
    ...billed(outcome?.tally),
    infra_errors: { base: outcome?.tally.infraErrors.base ?? 0, head: outcome?.tally.infraErrors.head ?? 0 },
    models: {
      base: [...(outcome?.tally.models.base ?? [])].sort(),
      head: [...(outcome?.tally.models.head ?? [])].sort(),
    },
    pairs: {
      planned: outcome === undefined ? 0 : mostPairs(outcome.plan),
      complete: outcome?.evidence.pairs.length ?? 0,
      missing: outcome?.evidence.missing.length ?? 0,
    },
    ...(judged?.outcome === undefined ? {} : { duration_ms: judged.durationMs }),
    ...extensionOf(judged),
    findings: [
      ...comparison.findings,
      ...(judged?.outcome === undefined ? (judged?.findings ?? []) : []),
    ].map(formatFinding),
    notes: [
      ...comparison.notes,
      ...(outcome?.plan.history?.allocated === true ? describeHistory(outcome.plan) : []),
      ...(outcome?.notes ?? []),
      ...(judged?.outcome === undefined ? [] : judged.judgement.notes),
      ...(outcome === undefined
        ? []
        : [
            ...followUpNotes(outcome),
            ...fallbackNotes(outcome),
            ...stoppedExtension(outcome),
            ...servedNotes(outcome.tally, asksForSameModels(comparison)),
            ...outcome.tally.notes,
            ...distinctErrors(outcome),
          ]),
    ],
  }
}

function billed(tally: SuiteOutcome<StoppingRule>['tally'] | undefined): Pick<SuiteReport, 'billed_usd'> {
  if (tally?.costUsd === undefined || tally.cacheSavingUsd === 0) return {}
  return { billed_usd: tally.costUsd - tally.cacheSavingUsd }
}

function costPerCall({ tally }: SuiteOutcome<StoppingRule>): number | null {
  const { fallback } = tally
  const made = tally.calls.base + tally.calls.head - fallback.calls
  return tally.costUsd === undefined || made === 0 ? null : (tally.costUsd - (fallback.costUsd ?? 0)) / made
}

function reportMetrics(
  { judgement, outcome }: Extract<JudgedSuite, { readonly judgement: SuiteJudgement }>,
  publish: Policy['publish']['outputs'],
): SuiteReport['metrics'] {
  return judgement.metrics.map((one) => ({
    ...reportMetric(one, costPerCall(outcome)),
    ...reportLabels(one, outcome.evidence.labels ?? new Map(), publish),
  }))
}

/** Characters of an output that a snippet shows. */
const SNIPPET = 600

function reportCases(
  { judgement, examples }: Extract<JudgedSuite, { readonly judgement: SuiteJudgement }>,
  publish: Policy['publish']['outputs'],
): SuiteReport['cases'] {
  const excerpt = (output: string): string =>
    publish === 'full' || output.length <= SNIPPET ? output : `${output.slice(0, SNIPPET)}…`
  return judgement.cases.map(({ confirmed, ...one }) => {
    const example = examples.find(({ case: id, metric }) => id === one.case && metric === one.metric)
    return {
      ...one,
      base: { ...one.base },
      head: { ...one.head },
      ...(confirmed === undefined
        ? {}
        : { confirmed: { ...confirmed, base: { ...confirmed.base }, head: { ...confirmed.head } } }),
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
    return { verdict: 'unaffected', reason: 'Checked; it is gated once the policy is in base' }
  if (judged === undefined) {
    return { verdict: 'not-evaluable', reason: 'The policy cannot be used, so nothing was called' }
  }
  if (judged.outcome === undefined) {
    return { verdict: 'not-evaluable', reason: 'It cannot be run as it stands, so nothing was sent' }
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
  const { evidence, plan } = outcome
  const done =
    plan.cases.length === 0
      ? `after ${evidence.headOnly.length} of ${planLength(plan)} trials`
      : `after ${evidence.pairs.length} of ${plan.pairs} pairs`
  return { verdict: 'not-evaluable', reason: `Sampling stopped ${done}: ${stop}` }
}

function extensionOf(judged: JudgedSuite | undefined): Pick<SuiteReport, 'extension'> {
  const extension = judged?.outcome === undefined ? undefined : judged.judgement.extension
  return extension === undefined ? {} : { extension: { ...extension } }
}

/** The plan was carried out, so the verdict stands on what there is. */
function stoppedExtension({ extensionStopped }: SuiteOutcome<StoppingRule>): readonly string[] {
  return extensionStopped === undefined
    ? []
    : [`the extension stopped before it decided: ${describeStop(extensionStopped)}`]
}

/** What went wrong, most frequent first: an outage reads as one line, not as a hundred. */
function distinctErrors({ tally }: SuiteOutcome<StoppingRule>): readonly string[] {
  return [...tally.errors]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([error, count]) => `${count} × ${error}`)
}

/** Code chooses its models itself: whether both sides ask for the same one is not known here. */
function asksForSameModels({ pairs }: SuiteComparison): boolean {
  return pairs.every(
    ({ base, head }) => base.kind === 'prompt' && head.kind === 'prompt' && base.model === head.model,
  )
}
