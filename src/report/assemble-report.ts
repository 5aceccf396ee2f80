import { type Finding, formatFinding } from '../boundary/finding.ts'
import type { GateChange } from '../change/gate-change.ts'
import type { LoadedSides } from '../change/load-sides.ts'
import type { Sides } from '../change/sides.ts'
import type { SuiteComparison } from '../change/suite-comparison.ts'
import type { StoppingRule } from '../sampling/decider.ts'
import type { PlannedSuite } from '../sampling/plan-push.ts'
import type { Example } from '../sampling/read-examples.ts'
import type { SuiteOutcome } from '../sampling/sample-push.ts'
import { conclude } from '../verdict/conclude.ts'
import type { SuiteJudgement } from '../verdict/judgement.ts'
import type { Report } from './report.ts'
import { reportSuite } from './report-suite.ts'

/** A planned suite after judging: sampled and decided, or blocked before the first call. */
export type JudgedSuite =
  | {
      readonly planned: PlannedSuite
      readonly outcome: SuiteOutcome<StoppingRule>
      readonly judgement: SuiteJudgement
      /** Outputs of the worst cases, as far as the policy publishes them. */
      readonly examples: readonly Example[]
      /** From its first trial to its verdict. */
      readonly durationMs: number
    }
  | { readonly planned: PlannedSuite; readonly outcome?: undefined; readonly findings: readonly Finding[] }

export interface ReportInput {
  readonly sides: Sides
  readonly loaded: LoadedSides
  readonly comparisons: readonly SuiteComparison[]
  readonly judged: readonly JudgedSuite[]
  readonly gateChanges: readonly GateChange[]
  readonly reproduce: string
  readonly durationMs: number
}

/** Brings everything that is known of a push into the one value that all reporters read. */
export function assembleReport(input: ReportInput): Report {
  const { loaded, gateChanges } = input
  const judged = new Map(input.judged.map((one) => [one.planned.comparison.name, one]))
  const suites = input.comparisons.map((comparison) =>
    reportSuite(comparison, judged.get(comparison.name), loaded),
  )
  const unusable = unusablePolicies(loaded)
  const empty = !loaded.introduced && unusable.length === 0 && suites.length === 0
  const { verdict, conclusion, exitCode } = conclude(
    [
      ...suites.map((suite) => suite.verdict),
      ...(unusable.length > 0 || empty ? (['not-evaluable'] as const) : []),
    ],
    gateChanges.some((change) => change.loosens && !change.approved),
    loaded.policy?.onInconclusive ?? 'neutral',
  )
  const neutral = loaded.introduced && exitCode === 0
  return {
    v: 1,
    verdict,
    conclusion: neutral ? 'neutral' : conclusion,
    exit_code: exitCode,
    base: input.sides.base.sha,
    head: input.sides.head.sha,
    error_rates: {
      false_alarm: loaded.policy?.errorRates.falseAlarm ?? 0,
      miss: loaded.policy?.errorRates.miss ?? 0,
    },
    suites,
    gate_changes: gateChanges.map((change) => ({ ...change })),
    tool_changes: [],
    findings: unusable.map(formatFinding),
    notes: [
      ...input.sides.notes,
      ...loaded.notes,
      ...(neutral ? [INTRODUCED] : []),
      ...(empty
        ? [
            'No suite was found: a gate without suites judges nothing; add one, or mend `suites:` in the policy',
          ]
        : []),
    ],
    ...(loaded.policy?.gateChanges.label === undefined
      ? {}
      : { approval_label: loaded.policy.gateChanges.label }),
    calls: suites.reduce((sum, suite) => sum + suite.calls.base + suite.calls.head + suite.calls.judge, 0),
    cost_usd: sumOrNull(suites.map((suite) => suite.cost_usd)),
    ...billed(suites),
    reproduce: input.reproduce,
    duration_ms: input.durationMs,
  }
}

const INTRODUCED =
  'This pull request brings the policy: its files were checked and nothing was called; once it is merged, every pull request is gated'

/** A policy that cannot be read on the side that decides, or that would decide after the merge, is never green. */
function unusablePolicies(loaded: LoadedSides): readonly Finding[] {
  return [...loaded.base.invalid, ...loaded.head.invalid]
    .filter((one) => one.file === loaded.policyFile)
    .flatMap((one) => one.findings)
}

function billed(suites: Report['suites']): Pick<Report, 'billed_usd'> {
  const total = sumOrNull(suites.map((suite) => suite.billed_usd ?? suite.cost_usd))
  return total === null || suites.every((suite) => suite.billed_usd === undefined)
    ? {}
    : { billed_usd: total }
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}
