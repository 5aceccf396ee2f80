import {
  blockingGateChanges,
  gateChangesByWeight,
  idleSuites,
  isOfConcern,
  judgedSuites,
} from './attention.ts'
import { duration, plural } from './format-number.ts'
import { notesBesideHeadline, plainHeadline } from './headline.ts'
import { nextStep } from './next-step.ts'
import { asSentence, plainPhrase } from './phrase.ts'
import type { Report, SuiteReport } from './report.ts'
import { approvalText, costText, errorRatesText, placeOf, sideText, wasJudged } from './suite-words.ts'
import { type TerminalOptions, type TerminalPage, terminalPage } from './terminal-page.ts'
import { suiteBlock, suiteInShort } from './terminal-suite.ts'
import { terminalLine } from './terminal-text.ts'

/** Suites that need no attention are told in short from this many suites on. */
const MANY_SUITES = 4
const MOST_NAMES = 40

/**
 * The report for a terminal or a log: plain lines that begin with the verdict in one sentence. Data in it is printable and inert, but
 * not redacted: the report's strings must have been redacted when it was built, because wrapping may split a secret.
 */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const page = terminalPage(options)
  const told = judgedSuites(report)
  const inShort = told.length < MANY_SUITES ? [] : told.filter(({ verdict }) => !isOfConcern(verdict))
  const gate = gateBlock(report, page)
  const gateLeads = blockingGateChanges(report).length > 0
  const blocks = [
    headBlock(report, page),
    report.findings.flatMap((finding) => page.paragraph(finding, 2, '✗ ')),
    ...(gateLeads ? [gate] : []),
    ...told.filter((suite) => !inShort.includes(suite)).map((suite) => suiteBlock(suite, page)),
    shortBlock(inShort, page),
    unaffectedBlock(report, page),
    ...(gateLeads ? [] : [gate]),
    toolBlock(report, page),
    notesBesideHeadline(report).flatMap((note) => page.paragraph(note, 0, 'Note: ')),
    footBlock(report, page),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The report's first sentence alone. */
export function renderVerdict(report: Report, options: TerminalOptions): string {
  return `${headlineLines(report, terminalPage(options)).join('\n')}\n`
}

function headBlock(report: Report, page: TerminalPage): readonly string[] {
  const step = nextStep(report, 'this change')
  return [...headlineLines(report, page), ...(step === undefined ? [] : page.paragraph(plainPhrase(step)))]
}

function headlineLines(report: Report, page: TerminalPage): readonly string[] {
  const lines = page.paragraph(`noisefloor: ${plainHeadline(report, 'this change')}`)
  return lines.map((line) => page.verdict(report.verdict, line))
}

function shortBlock(suites: readonly SuiteReport[], page: TerminalPage): readonly string[] {
  if (suites.length === 0) return []
  const title = page.paint('bold', `${plural(suites.length, 'suite')} that did not get worse`)
  return [title, ...suites.flatMap((suite) => suiteInShort(suite, page))]
}

/** Suites that did not run, under the reason that they share. */
function unaffectedBlock(report: Report, page: TerminalPage): readonly string[] {
  const suites = idleSuites(report)
  if (suites.length === 0) return []
  const byReason = Map.groupBy(suites, ({ reason }) => reason)
  return [
    page.paint('bold', `${plural(suites.length, 'suite')} not affected`),
    ...[...byReason].flatMap(([reason, group]) => reasonLines(reason, group, page)),
  ]
}

function reasonLines(reason: string, suites: readonly SuiteReport[], page: TerminalPage): readonly string[] {
  const names = suites.slice(0, MOST_NAMES).map(({ suite }) => terminalLine(suite, 40))
  const rest = suites.length > MOST_NAMES ? [`${suites.length - MOST_NAMES} more`] : []
  return page.paragraph(`${[...names, ...rest].join(', ')}: ${asSentence(reason)}`, 2)
}

function gateBlock(report: Report, page: TerminalPage): readonly string[] {
  if (report.gate_changes.length === 0) return []
  const changes = gateChangesByWeight(report).flatMap((change) => {
    const approval = approvalText(change)
    const mark = approval === 'not approved' ? '✗ ' : '· '
    return page.paragraph(`${change.description} (${approval}; ${placeOf(change)})`, 2, mark)
  })
  return [page.paint('bold', 'Changes of the gate'), ...changes]
}

function toolBlock(report: Report, page: TerminalPage): readonly string[] {
  if (report.tool_changes.length === 0) return []
  const changes = report.tool_changes.flatMap(({ tool, file, description }) =>
    page.paragraph(`${tool}: ${description} (${file})`, 2, '· '),
  )
  return [page.paint('bold', 'Tools that changed'), ...changes]
}

function footBlock(report: Report, page: TerminalPage): readonly string[] {
  const spent = `${plural(report.calls, 'call')}, cost ${costText(report)}, ${duration(report.duration_ms)}`
  return [
    ...page.paragraph(`${sideText(report.base)} → ${sideText(report.head)}`, 0, 'Compared: '),
    ...page.paragraph(spent, 0, 'Spent: '),
    ...(wasJudged(report) ? page.paragraph(errorRatesText(report), 0, 'Promise: ') : []),
    `Reproduce: ${terminalLine(report.reproduce)}`,
    page.verdict(
      report.verdict,
      `Verdict: ${report.verdict}; check: ${report.conclusion}; exit code: ${report.exit_code}`,
    ),
  ]
}
