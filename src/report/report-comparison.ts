import { type Finding, formatFinding } from '../boundary/finding.ts'
import type { Policy } from '../suite/policy.ts'
import { conclude } from '../verdict/conclude.ts'
import type { SuiteJudgement } from '../verdict/judgement.ts'
import { casesByArm } from '../verdict/recorded-shortfalls.ts'
import type { RecordedSuite } from '../verdict/recorded-suite.ts'
import { foldFindings } from './fold-findings.ts'
import type { Report, SuiteReport } from './report.ts'
import { reportMetric } from './report-metric.ts'

export interface ComparisonInput {
  /** What the two arms were read from. */
  readonly base: string
  readonly head: string
  /** File of head's trials. */
  readonly file: string
  readonly judged: readonly { readonly recorded: RecordedSuite; readonly judgement: SuiteJudgement }[]
  /** What is wrong with the files; nothing is judged then. */
  readonly findings: readonly Finding[]
  readonly errorRates: Pick<Policy['errorRates'], 'falseAlarm' | 'miss'>
  readonly onInconclusive: Policy['onInconclusive']
  readonly reproduce: string
  readonly durationMs: number
}

/** Findings shown; a file of another format has one on every line. */
const MOST_FINDINGS = 20

/** What a comparison of records cannot promise and a live `check` can. */
const MISSING = [
  'The trials were recorded before: whether base and head ran side by side is not known, so that a drift of the provider between them is not excluded; `noisefloor check` interleaves them',
  'Requests were not compared: cases that the change cannot affect count too, and dilute a drop in the others',
  'This was one look at all trials: judging again after recording more of them raises the share of false alarms above what is stated',
  'Every score is held to the same margin, all cases weigh alike, and all trials count as independent of each other',
]

/** The report on recorded trials: the same value as the gate's, so that everything that reads one reads the other. */
export function reportComparison(input: ComparisonInput): Report {
  const suites = input.judged.map(({ recorded, judgement }) =>
    reportRecorded(input.file, recorded, judgement),
  )
  const unusable = input.findings.length > 0 || suites.length === 0
  const { verdict, conclusion, exitCode } = conclude(
    [...suites.map((suite) => suite.verdict), ...(unusable ? (['not-evaluable'] as const) : [])],
    false,
    input.onInconclusive,
  )
  const findings = foldFindings(input.findings)
  const rest = findings.length - MOST_FINDINGS
  return {
    v: 1,
    verdict,
    conclusion,
    exit_code: exitCode,
    base: input.base,
    head: input.head,
    error_rates: { false_alarm: input.errorRates.falseAlarm, miss: input.errorRates.miss },
    suites,
    gate_changes: [],
    tool_changes: [],
    findings: [
      ...findings.slice(0, MOST_FINDINGS).map(formatFinding),
      ...(rest > 0 ? [`and ${rest} more mistakes`] : []),
    ],
    notes: unusable ? [] : MISSING,
    calls: 0,
    cost_usd: 0,
    reproduce: input.reproduce,
    duration_ms: input.durationMs,
  }
}

function reportRecorded(file: string, recorded: RecordedSuite, judgement: SuiteJudgement): SuiteReport {
  const trials = recorded.heads.length
  const head = recorded.heads.reduce((sum, isHead) => sum + isHead, 0)
  const lost = (arm: 'base' | 'head') => recorded.lost.filter((one) => one.arm === arm).length
  return {
    suite: recorded.suite,
    file,
    verdict: judgement.verdict,
    reason: judgement.reason,
    affected_by: [],
    affected_cases: casesByArm(recorded).both.length,
    total_cases: recorded.caseIds.length,
    metrics: judgement.metrics.map((one) => reportMetric(one, recorded.costPerTrial)),
    cases: judgement.cases.map((one) => ({ ...one, base: { ...one.base }, head: { ...one.head } })),
    calls: { base: 0, head: 0, judge: 0, cached: 0 },
    cost_usd: 0,
    infra_errors: { base: lost('base'), head: lost('head') },
    models: { base: [...recorded.models.base], head: [...recorded.models.head] },
    pairs: { planned: 0, complete: 0, missing: 0 },
    recorded: { base: trials - head, head },
    findings: [],
    notes: [...judgement.notes],
  }
}
