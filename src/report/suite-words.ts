import { regressedCases } from './attention.ts'
import { count, money, percent, plural, points, pointsSize, ratio } from './format-number.ts'
import { changeKind, metricName, valueText } from './metric-words.ts'
import type { CaseReport, GateChange, Report, SuiteReport } from './report.ts'

/** False when no suite came as far as an interval, so that there is nothing to promise. */
export function wasJudged(report: Report): boolean {
  return report.suites.some(({ metrics }) =>
    metrics.some(({ absolute, delta }) => (absolute ?? delta) !== null),
  )
}

/** What the verdicts promise, in words. */
export function errorRatesText(report: Report): string {
  const { false_alarm, miss } = report.error_rates
  return (
    `At most ${percent(false_alarm)} of changes that make nothing worse turn the check red as a regression. ` +
    `A metric that dropped by its margin over the affected cases is called a pass at most ${percent(miss)} of the time.`
  )
}

/** Whether a change of the gate blocks, was approved or needs no approval. */
export function approvalText(change: GateChange): 'not approved' | 'approved' | 'does not loosen' {
  if (!change.loosens) return 'does not loosen'
  return change.approved ? 'approved' : 'not approved'
}

/** `evals/triage.eval.yaml:12`. */
export function placeOf(change: GateChange): string {
  return change.line === undefined ? change.file : `${change.file}:${change.line}`
}

/** `240 base, 240 head, 0 judge, 0 cached`: calls by what they were for, zeros left out. */
export function callsText({ calls, fallback }: SuiteReport): string {
  const parts = (['base', 'head', 'judge', 'cached'] as const)
    .filter((kind) => calls[kind] > 0)
    .map((kind) => `${calls[kind]} ${kind}`)
  const followUp = calls.follow_up === undefined ? '' : `; ${calls.follow_up} of them to follow the drop up`
  const onFallback =
    fallback === undefined || fallback.calls === 0 ? '' : `; ${fallback.calls} of head's to its fallback`
  return parts.length === 0 ? 'none' : `${parts.join(', ')}${followUp}${onFallback}`
}

/** An unknown price is said, not shown as zero. */
export function costText({
  cost_usd: list,
  billed_usd: billed,
}: Pick<SuiteReport, 'cost_usd' | 'billed_usd'>): string {
  if (list === null) return 'unknown'
  return billed === undefined ? money(list) : `${money(list)} at list price, about ${money(billed)} billed`
}

/** How much of the suite was affected and run. */
export function extentText(suite: SuiteReport): string {
  const { recorded } = suite
  if (recorded !== undefined) {
    const common = `${count(suite.affected_cases)} of ${count(suite.total_cases)} in both arms`
    return `${common}, ${plural(recorded.base, 'trial')} of base and ${count(recorded.head)} of head`
  }
  const { planned, complete, missing } = suite.pairs
  const alone = (['new', 'edited'] as const).flatMap((form) => {
    const ids = new Set(suite.cases.filter((one) => one.form === form).map((one) => one.case))
    return ids.size === 0 ? [] : [`, ${count(ids.size)} ${form}`]
  })
  const cases = `${count(suite.affected_cases)} of ${count(suite.total_cases)} affected${alone.join('')}`
  if (planned === 0 && complete === 0) return cases
  const lost = missing === 0 ? '' : `, ${count(missing)} missing`
  return `${cases}, ${count(complete)} of at most ${plural(planned, 'pair')}${lost}`
}

/** Over the cases that fell. Where the suite did not get worse they are no finding: one name in ten stands there by chance. */
export function casesHeading(suites: readonly SuiteReport[]): string {
  if (suites.every((suite) => regressedCases(suite).length === 0))
    return 'Cases that fell most (description: none is beyond chance by itself)'
  return suites.every(({ verdict }) => verdict === 'regression')
    ? 'Cases that got worse'
    : 'Cases that fell most (description, not gated)'
}

/** A case's means in both arms: `100 % → 0 %`. */
export function caseChangeText({ base, head, metric }: CaseReport): string {
  return `${valueText(metric, base.mean)} → ${valueText(metric, head.mean)}`
}

/** How often a case ran: `6 trials each`. */
export function caseTrialsText({ base, head }: CaseReport): string {
  if (base.trials === head.trials) return `${plural(base.trials, 'trial')} each`
  return `${count(base.trials)} and ${plural(head.trials, 'trial')}`
}

/** The two sides; the ids of commits are shortened. */
export function sideText(side: string): string {
  return /^[0-9a-f]{40}$/.test(side) ? side.slice(0, 10) : side
}

/** Served models, told once where both arms had the same. */
export function modelsText({ models }: SuiteReport): string {
  const [base, head] = [models.base.join(', '), models.head.join(', ')]
  if (base === head) return base
  return `${base === '' ? 'none' : base} (base), ${head === '' ? 'none' : head} (head)`
}

/** The smallest drop that the trials of each undecided gating metric would have found or ruled out; empty where there is none. */
export function detectableText(suite: SuiteReport): string {
  return suite.metrics
    .filter(
      ({ role, verdict, detectable }) =>
        role !== 'advisory' && verdict === 'inconclusive' && detectable !== null,
    )
    .map((metric) => `${metricName(metric)} ${pointsSize(metric.detectable!)}`)
    .join(', ')
}

/** The change if the cases are a sample of users' inputs; empty where there is none. */
export function populationText(suite: SuiteReport): string {
  return suite.metrics
    .flatMap((metric) => {
      const population = metric.delta?.population
      if (population === undefined) return []
      const { low, high, level } = population
      const [from, to] =
        changeKind(metric) === 'ratio' ? [ratio(low), ratio(high)] : [points(low), `${points(high)} points`]
      return `${metricName(metric)} ${from} to ${to} (${percent(level)} interval)`
    })
    .join(', ')
}

/** Notes of the suite and of its metrics. */
export function notesOf(suite: SuiteReport): readonly string[] {
  const ofMetrics = suite.metrics.flatMap((metric) =>
    metric.notes.map((note) => `${metricName(metric)}: ${note}`),
  )
  return [...ofMetrics, ...suite.notes]
}
