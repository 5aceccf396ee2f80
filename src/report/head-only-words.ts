import { count, plural } from './format-number.ts'
import { valueText } from './metric-words.ts'
import type { CaseReport, SuiteReport } from './report.ts'

/** A case that ran in head alone, with all its metrics. */
export interface HeadOnlyCase {
  readonly case: string
  readonly form: 'new' | 'edited'
  readonly trials: number
  readonly metrics: readonly CaseReport[]
}

/** The new and edited cases, those that did worst first. */
export function headOnlyCases({ cases }: SuiteReport): readonly HeadOnlyCase[] {
  const groups = Map.groupBy(
    cases.filter(({ form }) => form !== 'paired'),
    ({ case: id, form }) => `${form} ${id}`,
  )
  return [...groups.values()]
    .map((metrics) => ({
      case: metrics[0]!.case,
      form: metrics[0]!.form as HeadOnlyCase['form'],
      trials: metrics[0]!.head.trials,
      metrics,
    }))
    .sort((a, b) => worstOf(a) - worstOf(b))
}

/** `new`, `edited` or both, as far as there are such cases. */
export function headOnlyForms(suites: readonly SuiteReport[]): readonly ('new' | 'edited')[] {
  const forms = new Set(suites.flatMap(({ cases }) => cases.map(({ form }) => form)))
  return (['new', 'edited'] as const).filter((form) => forms.has(form))
}

/** True where nothing was compared: all that ran are cases that base does not have so. */
export function isHeadAlone({ affected_cases, recorded, metrics, cases }: SuiteReport): boolean {
  return (
    affected_cases === 0 &&
    recorded === undefined &&
    metrics.some(({ head }) => head.trials > 0) &&
    cases.every(({ form }) => form !== 'paired')
  )
}

export function metricValueText({ metric, head }: CaseReport): string {
  return valueText(metric, head.mean)
}

/** `3 trials, new case`. */
export function headOnlyTrialsText({ trials, form }: HeadOnlyCase): string {
  return `${plural(trials, 'trial')} of head, ${form} case`
}

/** What a list leaves out, which is not worse than what it shows. */
export function restText(rest: number): string {
  return rest === 1 ? '… and one more case, not lower' : `… and ${count(rest)} more cases, none lower`
}

function worstOf({ metrics }: HeadOnlyCase): number {
  return Math.min(...metrics.map(({ head }) => head.mean ?? 1))
}
