import type { Report, SuiteReport } from '../../src/report/report.ts'

/** A suite of a report, with what a test cares about. */
export function suiteReport(changes: Partial<SuiteReport> = {}): SuiteReport {
  return {
    suite: 'triage',
    file: 'evals/triage.eval.yaml',
    verdict: 'regression',
    reason: 'queue fell by more than the margin',
    affected_by: ['prompts/triage.md'],
    affected_cases: 10,
    total_cases: 10,
    metrics: [],
    cases: [],
    calls: { base: 100, head: 100, judge: 0, cached: 0 },
    cost_usd: 0.1,
    infra_errors: { base: 0, head: 0 },
    models: { base: ['m'], head: ['m'] },
    pairs: { planned: 100, complete: 100, missing: 0 },
    findings: [],
    notes: [],
    ...changes,
  }
}

export function pushReport(changes: Partial<Report> = {}): Report {
  return {
    v: 1,
    verdict: 'regression',
    conclusion: 'failure',
    exit_code: 1,
    base: 'b'.repeat(40),
    head: 'a'.repeat(40),
    error_rates: { false_alarm: 0.05, miss: 0.1 },
    suites: [suiteReport()],
    gate_changes: [],
    tool_changes: [],
    findings: [],
    notes: [],
    calls: 200,
    cost_usd: 0.1,
    reproduce: 'noisefloor check',
    duration_ms: 1000,
    ...changes,
  }
}
