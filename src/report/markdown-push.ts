import { blockingGateChanges, gateChangesByWeight, metricsOfReason, suitesOfConcern } from './attention.ts'
import type { Section } from './fit-sections.ts'
import { duration, plural } from './format-number.ts'
import { headline, notesBesideHeadline, type Subject } from './headline.ts'
import { listForms, markdownTable } from './markdown-table.ts'
import { cell, codeList, inlineCode, prose, proseCell } from './markdown-text.ts'
import { metricName } from './metric-words.ts'
import { nextStep } from './next-step.ts'
import { asSentence, markdownPhrase } from './phrase.ts'
import type { Report, SuiteReport } from './report.ts'
import { approvalText, costText, placeOf, sideText } from './suite-words.ts'

const SUBJECT: Subject = 'this pull request'
const MOST_FILES = 3

/** The sentence that a reviewer reads if it is the only one. */
export function headlineSection(report: Report, name: string | undefined): Section {
  const { lead, details } = headline(report, SUBJECT)
  const gate = name === undefined ? '' : ` (${inlineCode(name)})`
  const begin = `**noisefloor${gate}: ${markdownPhrase(lead)}**`
  const full = [begin, ...details.map(markdownPhrase)].join(' ')
  return { what: 'figures of the first sentence', importance: 0, forms: [full, begin] }
}

/** What to do, in a box where the check is red. At most one, because several shout each other down. */
export function alertSection(report: Report): Section {
  const step = nextStep(report, SUBJECT)
  const importance = 5
  const what = 'what to do'
  if (step === undefined) return { what, importance, forms: [''] }
  const text = markdownPhrase(step)
  if (report.conclusion !== 'failure') return { what, importance, forms: [text] }
  const isGrave = report.verdict === 'regression' || report.verdict === 'not-evaluable'
  return { what, importance, forms: [`> [!${isGrave ? 'CAUTION' : 'WARNING'}]\n> ${text}`] }
}

/** Files that could not be used, each with its place and how to mend it. */
export function findingsSection(report: Report): Section {
  const findings = new Set([...report.findings, ...report.suites.flatMap((suite) => suite.findings)])
  const items = [...findings].map((finding) => `- ${prose(finding)}`)
  return listSection('mistakes in files', 10, '### Mend this\n\n', items)
}

/** Why the suites that need attention have their verdicts, as far as the headline has not said it. */
export function reasonsSection(report: Report): Section {
  const suites = suitesOfConcern(report)
  const isTold = suites.length === 1 && report.verdict === 'not-evaluable'
  const gateLeads = report.verdict !== 'regression' && blockingGateChanges(report).length > 0
  const told = (suite: SuiteReport) => {
    const isLed = suites.length === 1 && suite.verdict === report.verdict && !gateLeads
    const files =
      suite.affected_by.length === 0 ? '' : `Affected by ${codeList(suite.affected_by, MOST_FILES)}.`
    return [reasonText(suite, isLed), files].filter((text) => text !== '').join(' ')
  }
  if (suites.length === 1 && !isTold)
    return { what: 'reasons', importance: 40, forms: [told(suites[0]!), ''] }
  const items = suites.map((suite) => `- ${inlineCode(suite.suite)}: ${told(suite)}`)
  return listSection('reasons', 40, '', isTold ? [] : items)
}

/**
 * Why a suite has its verdict, metric by metric where it is theirs.
 *
 * @param isLed the headline has told the first of them
 */
function reasonText(suite: SuiteReport, isLed: boolean): string {
  const metrics = metricsOfReason(suite)
  if (metrics.length === 0) return prose(asSentence(suite.reason))
  return metrics
    .slice(isLed ? 1 : 0)
    .map((metric) => `${inlineCode(metricName(metric))}: ${prose(asSentence(metric.reason))}`)
    .join(' ')
}

/** Everything in the pull request that changes what the gate demands, blocking changes first. */
export function gateSection(report: Report): Section {
  const rows = gateChangesByWeight(report).map((change) => [
    proseCell(change.description),
    cell(placeOf(change)),
    GATE_MARKS[approvalText(change)],
  ])
  const forms = listForms(rows, [40, 10, 3], (shown, rest) => {
    const table = markdownTable(['change', 'where', 'approval'], shown)
    return `### This pull request changes the gate\n\n${table}${restLine(rest)}`
  })
  return { what: 'changes of the gate', importance: 15, forms: rows.length === 0 ? [''] : forms }
}

const GATE_MARKS = {
  'not approved': '❌ loosens it, not approved',
  approved: '✅ loosens it, approved',
  'does not loosen': 'does not loosen it',
}

export function toolSection(report: Report): Section {
  const items = report.tool_changes.map(
    ({ tool, file, description }) => `- ${inlineCode(tool)} in ${inlineCode(file)}: ${prose(description)}`,
  )
  return listSection('changes of tools', 30, '### Tools that changed\n\n', items)
}

export function notesSection(report: Report): Section {
  const items = notesBesideHeadline(report).map((note) => `- ${prose(note)}`)
  return listSection('notes', 70, '### Notes\n\n', items)
}

/** What was compared and what it cost, on one line. */
export function footSection(report: Report): Section {
  const commits = `${inlineCode(sideText(report.base))} → ${inlineCode(sideText(report.head))}`
  const spent = `${plural(report.calls, 'call')} · cost ${costText(report)} · ${duration(report.duration_ms)}`
  return { what: 'what was compared', importance: 35, forms: [`${commits} · ${spent}`, ''] }
}

function listSection(what: string, importance: number, heading: string, items: readonly string[]): Section {
  if (items.length === 0) return { what, importance, forms: [''] }
  const forms = listForms(
    items,
    [40, 10, 3],
    (shown, rest) => `${heading}${shown.join('\n')}${restLine(rest)}`,
  )
  return { what, importance, forms: [...forms, ''] }
}

function restLine(rest: number): string {
  return rest === 0 ? '' : `\n\n… and ${rest} more in \`report.json\`.`
}
