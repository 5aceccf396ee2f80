import { blockingGateChanges, regressedCases } from './attention.ts'
import { isHeadAlone } from './head-only-words.ts'
import type { Subject } from './headline.ts'
import type { Phrase } from './phrase.ts'
import type { Report } from './report.ts'

/**
 * What the check says and what the reader is to do about it; nothing where there is nothing to do.
 *
 * @param subject `this change` is read in a terminal, where there is a command and no job or label
 */
export function nextStep(report: Report, subject: Subject): Phrase | undefined {
  const gate = blockingGateChanges(report)
  if (report.verdict === 'regression') {
    const approval = gate.length > 0 ? [' ', ...approvalPhrase(report, subject)] : []
    return [`The check fails. ${whatToSee(report)} the change and push again.`, ...approval]
  }
  if (gate.length > 0) return ['The check fails. ', ...approvalPhrase(report, subject)]
  switch (report.verdict) {
    case 'not-evaluable':
      return report.findings.length > 0 || report.suites.some(({ findings }) => findings.length > 0)
        ? ['The check fails, because what could not be judged must not pass. Mend what is listed below.']
        : [
            `The check fails, because what could not be judged must not pass. This says nothing about the change: mend the cause and run ${subject === 'this change' ? 'it' : 'the job'} again.`,
          ]
    case 'inconclusive':
      return [inconclusiveStep(report), ...extensionPhrase(report)]
    default:
      return undefined
  }
}

function whatToSee({ suites }: Report): string {
  if (suites.some((suite) => regressedCases(suite).length > 0)) return 'See which cases got worse, mend'
  const moved = suites.some(({ metrics }) => metrics.some((metric) => (metric.moved_cases ?? []).length > 0))
  if (moved) return 'See which cases moved to another label, mend'
  return suites.some((suite) => suite.verdict === 'regression' && isHeadAlone(suite))
    ? 'See the new and edited cases, mend'
    : 'Mend'
}

function inconclusiveStep({ conclusion }: Report): string {
  if (conclusion === 'failure') return 'The check fails: the policy blocks what is inconclusive.'
  return conclusion === 'neutral'
    ? 'The check is neutral and does not block; the decision is yours.'
    : 'The check passes: the policy lets pass what is inconclusive.'
}

/** Offered only where the policy has kept error rates for it: otherwise more trials would be a second chance. */
function extensionPhrase({ suites }: Report): Phrase {
  return suites.some(({ extension }) => extension?.open === true)
    ? [
        ' To go on until it is decided, run the same check again with --extend where its trials are recorded, as often as you like.',
      ]
    : []
}

function approvalPhrase(report: Report, subject: Subject): Phrase {
  const locally =
    subject === 'this change' && report.verdict !== 'not-evaluable'
      ? [' On your machine --approve-gate-changes judges by head’s suites, as the label does.']
      : []
  return [...approvalInCi(report), ...locally]
}

function approvalInCi(report: Report): Phrase {
  return report.approval_label === undefined
    ? ['Take the changes to the gate out; the policy names no label that could approve them.']
    : [
        'Take the changes to the gate out, or have a maintainer add the label ',
        { name: report.approval_label },
        '.',
      ]
}
