import { VERDICTS } from '../verdict/verdict.ts'
import type { CaseReport, GateChange, MetricReport, Report, SuiteReport } from './report.ts'

/** The suites in the order in which a reader needs them: the verdict that decides the push first, otherwise as in the report. */
export function suitesByVerdict(report: Report): readonly SuiteReport[] {
  return report.suites.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
}

/** The suites that ran or should have: affected ones, and those that ran new or edited cases, or their fallback, only. */
export function judgedSuites(report: Report): readonly SuiteReport[] {
  return suitesByVerdict(report).filter((suite) => !isIdle(suite))
}

/** The suites that there was nothing to run for. */
export function idleSuites(report: Report): readonly SuiteReport[] {
  return report.suites.filter(isIdle)
}

function isIdle({ verdict, metrics, cases, fallback }: SuiteReport): boolean {
  return verdict === 'unaffected' && metrics.length === 0 && cases.length === 0 && fallback === undefined
}

/** The suites that a reader has to do something about. */
export function suitesOfConcern(report: Report): readonly SuiteReport[] {
  return suitesByVerdict(report).filter(({ verdict }) => isOfConcern(verdict))
}

export function isOfConcern(verdict: SuiteReport['verdict']): boolean {
  return verdict === 'regression' || verdict === 'not-evaluable' || verdict === 'inconclusive'
}

/** Gate changes that turn the check red. */
export function blockingGateChanges(report: Report): readonly GateChange[] {
  return report.gate_changes.filter(({ loosens, approved }) => loosens && !approved)
}

/** All changes of the gate: those that turn the check red, then other loosening ones, then the rest. */
export function gateChangesByWeight(report: Report): readonly GateChange[] {
  const weight = ({ loosens, approved }: GateChange) => (loosens ? (approved ? 1 : 0) : 2)
  return report.gate_changes.toSorted((a, b) => weight(a) - weight(b))
}

/** The metrics in the order in which they explain the suite's verdict: those that have it first, gating ones before advisory ones. */
export function metricsByWeight(suite: SuiteReport): readonly MetricReport[] {
  const roles = ['primary', 'guardrail', 'advisory']
  return suite.metrics.toSorted(
    (a, b) =>
      Number(a.role === 'advisory') - Number(b.role === 'advisory') ||
      Number(b.verdict === suite.verdict) - Number(a.verdict === suite.verdict) ||
      roles.indexOf(a.role) - roles.indexOf(b.role),
  )
}

/** The gating metrics whose reasons are the suite's reason; none where it has one of its own. */
export function metricsOfReason(suite: SuiteReport): readonly MetricReport[] {
  return metricsByWeight(suite).filter(
    ({ role, verdict, reason }) =>
      role !== 'advisory' && verdict === suite.verdict && suite.reason.includes(reason),
  )
}

/** The cases of both arms that fell by more than chance explains, at the share of false names that is allowed; or that fresh pairs confirm. */
export function regressedCases(suite: SuiteReport): readonly CaseReport[] {
  return suite.cases.filter(({ verdict, form }) => verdict === 'regression' && form === 'paired')
}

/** A case of recorded trials is told when it fell by so much, though its few trials prove nothing. */
const FALL = 0.5
const MOST_FALLEN = 5

/**
 * The cases to name: those that got worse, or, of recorded trials where none is beyond chance by itself, those that fell furthest. A check has fresh
 * trials to ask instead.
 */
export function casesToName(suite: SuiteReport): readonly CaseReport[] {
  const regressed = regressedCases(suite)
  if (regressed.length > 0 || suite.recorded === undefined) return regressed
  const fall = ({ base, head }: CaseReport) => (base.mean ?? 0) - (head.mean ?? 0)
  return suite.cases
    .filter((one) => one.form === 'paired' && fall(one) >= FALL)
    .toSorted((a, b) => fall(b) - fall(a))
    .slice(0, MOST_FALLEN)
}
