import { type Finding, formatFinding } from '../boundary/finding.ts'
import type { Report } from '../report/report.ts'

/**
 * The report of a run that came to no judgement, so that a mistake is told where a verdict would be.
 *
 * @param base full id, empty where it is not known; the same for `head`
 */
export function unjudgedReport(input: {
  readonly base: string
  readonly head: string
  readonly findings: readonly Finding[]
  readonly durationMs: number
}): Report {
  return {
    v: 1,
    verdict: 'not-evaluable',
    conclusion: 'failure',
    exit_code: 2,
    base: input.base,
    head: input.head,
    error_rates: { false_alarm: 0, miss: 0 },
    suites: [],
    gate_changes: [],
    tool_changes: [],
    findings: input.findings.map(formatFinding),
    notes: [],
    calls: 0,
    cost_usd: 0,
    reproduce: 'noisefloor validate',
    duration_ms: input.durationMs,
  }
}
