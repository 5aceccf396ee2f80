import { percent, plural } from './format-number.ts'
import { asOwnSentence, type Phrase } from './phrase.ts'
import type { MovedCaseReport, SuiteReport } from './report.ts'

/** `100 % → 0 %`. */
export function shareChangeText({ base, head }: MovedCaseReport['from']): string {
  return `${percent(base)} → ${percent(head)}`
}

/** `billing 100 % → 0 %, sales 0 % → 100 %`; without their names where labels are outputs and not published. */
export function movePhrase({ from, to }: MovedCaseReport): Phrase {
  const told = (share: MovedCaseReport['from'], unnamed: string): Phrase => [
    share.label === undefined ? unnamed : { label: share.label },
    ` ${shareChangeText(share)}`,
  ]
  return [...told(from, 'one label'), ', ', ...told(to, 'another')]
}

/** `confirmed on 6 fresh pairs`; empty where it was not. */
export function movedAgainText({ confirmed }: MovedCaseReport): string {
  return confirmed === undefined ? '' : `confirmed on ${plural(confirmed.base.trials, 'fresh pair')}`
}

/** What the list of a suite's cases says of itself, as one sentence: that single cases prove nothing, where no fresh pairs confirm them. */
export function movedCasesText({ culprits, metrics }: SuiteReport): string | undefined {
  const told = metrics.filter((metric) => (metric.moved_cases ?? []).length > 0)
  const isConfirmed = told.some((metric) => metric.moved_cases?.some((one) => one.confirmed !== undefined))
  // Without an interval trials do not vary: what they show is known.
  if (isConfirmed || told.every((metric) => metric.delta === null)) return undefined
  return culprits?.of === 'labels'
    ? asOwnSentence(culprits.reason)
    : "By the run's own pairs; not tested case by case."
}
