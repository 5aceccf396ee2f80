import { printable } from '../boundary/printable.ts'
import { casesToName, isOfConcern, metricsByWeight } from './attention.ts'
import { boundsPhrase } from './bound-words.ts'
import { fallbackChangeText, intervalText } from './fallback-words.ts'
import { confirmationText, INGREDIENT_VERDICTS, ingredientChangeText } from './follow-up-words.ts'
import { plural } from './format-number.ts'
import { headOnlyCases, headOnlyTrialsText, metricValueText, restText } from './head-only-words.ts'
import { labelsPhrase } from './label-words.ts'
import { metricPicture, pictureLegend } from './metric-picture.ts'
import { changeText, limitText, metricName, valuesText, valueText } from './metric-words.ts'
import { outputLines } from './output-lines.ts'
import { asOwnSentence, asSentence, plainPhrase } from './phrase.ts'
import type { MetricReport, SuiteReport } from './report.ts'
import {
  callsText,
  caseChangeText,
  casesHeading,
  caseTrialsText,
  costText,
  detectableText,
  extentText,
  modelsText,
  notesOf,
  populationText,
} from './suite-words.ts'
import { movedCaseLines } from './terminal-moved-cases.ts'
import type { TerminalPage } from './terminal-page.ts'
import { alignedTable } from './terminal-table.ts'
import { terminalLine } from './terminal-text.ts'

const MOST_CASES = 20
const MOST_EXAMPLES = 5
const MOST_EXAMPLE_LINES = 12
const PICTURE_WIDTH = 64
const LONGEST_METRIC_NAME = 24
const VERDICT_WIDTH = 15

/** One suite that ran, or that should have: verdict, figures, picture, cases that got worse, what it cost. */
export function suiteBlock(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const pictured = suite.metrics.map((metric) => ({ metric }))
  const picture = metricPicture(pictured, Math.min(PICTURE_WIDTH, page.columns - 2))
  return [
    `${page.verdict(suite.verdict, page.paint('bold', suite.verdict.toUpperCase()))}  ${page.paint('bold', terminalLine(suite.suite, page.columns - 20))}`,
    ...page.paragraph(asSentence(suite.reason), 2),
    ...suite.findings.flatMap((finding) => page.paragraph(finding, 2, '✗ ')),
    ...spaced(metricTable(suite, page)),
    ...metricsByWeight(suite)
      .filter(
        (metric) =>
          isOfConcern(metric.verdict) && metric.role !== 'advisory' && !suite.reason.includes(metric.reason),
      )
      .flatMap((metric) =>
        page.paragraph(asSentence(metric.reason), 2, `${terminalLine(metricName(metric), 40)}: `),
      ),
    ...spaced(metricsByWeight(suite).flatMap((metric) => labelLines(metric, page))),
    ...spaced([
      ...(picture.length === 0 ? [] : [...picture, pictureLegend(pictured)].map((line) => `  ${line}`)),
      ...boundLines(suite, page),
    ]),
    ...spaced(caseLines(suite, page)),
    ...spaced(headOnlyLines(suite, page)),
    ...spaced(movedCaseLines(suite, page)),
    ...spaced(culpritLines(suite, page)),
    ...spaced(fallbackLines(suite, page)),
    ...spaced(factLines(suite, page)),
  ]
}

/** A suite that needs no attention, where there are many: its changes in a line or two. */
export function suiteInShort(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const changes = metricsByWeight(suite).map((metric) => {
    const [name, , values, change] = metricCells(metric, LONGEST_METRIC_NAME)
    return `${name} ${change === '–' ? values : change}`
  })
  const told = `${terminalLine(suite.suite, 60)}: ${changes.join(', ') || asSentence(suite.reason)}`
  const verdict = suite.verdict.padEnd(VERDICT_WIDTH)
  const [first = '', ...rest] = page.paragraph(told, 2, verdict)
  return [
    `  ${page.verdict(suite.verdict, verdict)}${first.slice(2 + verdict.length)}`,
    ...rest,
    ...noteLines(suite, page),
  ]
}

function metricTable(suite: SuiteReport, page: TerminalPage): readonly string[] {
  if (suite.metrics.length === 0) return []
  const metrics = metricsByWeight(suite)
  const rows = metrics.map((metric) => metricCells(metric, LONGEST_METRIC_NAME))
  const header = ['metric', 'role', 'base → head', 'change', 'limit', 'verdict']
  const paint = (text: string, row: number, column: number) =>
    column === 5 ? page.verdict(metrics[row]!.verdict, text) : text
  const table = alignedTable(header, rows, page.columns - 2, paint)
  if (table !== undefined) return table.map((line, at) => `  ${at === 0 ? page.paint('dim', line) : line}`)
  return metrics.flatMap((metric) => {
    const [name, role, values, change, limit] = metricCells(metric, page.columns - 30)
    const margin = VERDICT_WIDTH + 2
    return [
      `  ${page.verdict(metric.verdict, metric.verdict.padEnd(VERDICT_WIDTH))}${page.paint('bold', name!)} (${role})`,
      ...page.paragraph(
        [...[values!, change!].filter((text) => text !== '–'), `limit ${limit}`].join('; '),
        margin,
      ),
    ]
  })
}

function labelLines(metric: MetricReport, page: TerminalPage): readonly string[] {
  const phrase = labelsPhrase(metric)
  if (phrase === undefined) return []
  return page.paragraph(plainPhrase(phrase), 2, `${terminalLine(metricName(metric), 40)}: `)
}

function metricCells(metric: MetricReport, nameWidth: number): readonly string[] {
  return [
    terminalLine(metricName(metric), nameWidth),
    metric.role,
    valuesText(metric),
    changeText(metric),
    limitText(metric),
    metric.verdict,
  ]
}

function caseLines(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const cases = casesToName(suite)
  if (cases.length === 0) return []
  let examples = 0
  const lines = cases.slice(0, MOST_CASES).flatMap((result) => {
    const again = result.confirmed === undefined ? '' : `; ${confirmationText(result)}`
    const told = `${terminalLine(result.metric, 40)} ${caseChangeText(result)} (${caseTrialsText(result)})${again}`
    const line = page.paragraph(`${terminalLine(result.case, 60)}: ${told}`, 4)
    if (result.example === undefined || examples === MOST_EXAMPLES) return line
    examples += 1
    const { base, head } = result.example
    return [...line, ...armLines('base', base, page), ...armLines('head', head, page)]
  })
  const rest = cases.length - MOST_CASES
  return [
    page.paint('bold', `  ${casesHeading([suite])}`),
    ...lines,
    ...(rest > 0 ? [`    … and ${plural(rest, 'more case')} in report.json`] : []),
  ]
}

/** How head does on cases that there is nothing in base to compare with. */
function headOnlyLines(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const cases = headOnlyCases(suite)
  if (cases.length === 0) return []
  const lines = cases.slice(0, MOST_CASES).flatMap((one) => {
    const values = one.metrics.map(
      (result) => `${terminalLine(result.metric, 40)} ${metricValueText(result)}`,
    )
    const told = `${values.join(', ')} (${headOnlyTrialsText(one)})`
    return page.paragraph(`${terminalLine(one.case, 60)}: ${told}`, 4)
  })
  const rest = cases.length - MOST_CASES
  return [
    page.paint('bold', '  New and edited cases, in head alone'),
    ...lines,
    ...(rest > 0 ? [`    ${restText(rest)}`] : []),
  ]
}

/** What the list of cases does not say: that no case stands out, the slices of the drop, and which of several changes explains it. */
function culpritLines(
  { culprits, attribution = [], attribution_reason: reason }: SuiteReport,
  page: TerminalPage,
): readonly string[] {
  const isTold =
    culprits === undefined ||
    culprits.of === 'labels' ||
    (culprits.status === 'confirmed' && culprits.slices.length === 0)
  return [
    ...(isTold ? [] : page.paragraph(asOwnSentence(culprits.reason), 2)),
    ...(reason === undefined ? [] : page.paragraph(asOwnSentence(reason), 2)),
    ...attribution
      .filter((one) => one.hybrid.trials > 0)
      .flatMap((one) => {
        const told = `${terminalLine(one.metric, 40)} ${ingredientChangeText(one)} (${one.hybrid.trials} trials each): ${INGREDIENT_VERDICTS[one.verdict]}`
        return page.paragraph(told, 4, `base with head's ${one.ingredient}: `)
      }),
  ]
}

function boundLines(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const phrase = boundsPhrase(metricsByWeight(suite))
  return phrase === undefined ? [] : page.paragraph(plainPhrase(phrase), 2)
}

/** How head does when its model fails. */
function fallbackLines({ fallback }: SuiteReport, page: TerminalPage): readonly string[] {
  if (fallback === undefined) return []
  const told = fallback.metrics.filter((one) => one.fallback.trials > 0)
  return [
    ...page.paragraph(asOwnSentence(fallback.reason), 2),
    ...told.flatMap((one) => {
      const change = one.delta === null ? '' : `; ${fallbackChangeText(one)} from its model`
      const text = `${valueText(one.metric, one.fallback.mean)}, 90 % interval ${intervalText(one)}${change}`
      return page.paragraph(text, 4, `${terminalLine(one.metric, 40)} on the fallback: `)
    }),
  ]
}

/** The rule before each line keeps an output apart from our own words, and its lines from looking like commands. */
function armLines(arm: string, output: string | null, page: TerminalPage): readonly string[] {
  const text =
    output === null
      ? '(no output)'
      : output
          .split(/\r\n?|\n/)
          .map(printable)
          .join('\n')
  return outputLines(text, page.columns - 13, MOST_EXAMPLE_LINES).map(
    (line, at) => page.paint('dim', `      ${at === 0 ? arm : '    '} │${line === '' ? '' : ' '}`) + line,
  )
}

function factLines(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const affected = suite.affected_by.map((file) => terminalLine(file, 70)).join(', ')
  const facts: readonly (readonly [string, string])[] = [
    [suite.verdict === 'unaffected' ? 'Changed' : 'Affected by', affected],
    ['Cases', extentText(suite)],
    ['Drop that so many pairs find or rule out', detectableText(suite)],
    ['Change if the cases are a sample', populationText(suite)],
    ['Calls', suite.recorded === undefined ? `${callsText(suite)}; cost ${costText(suite)}` : ''],
    ['Infra errors', infraErrorsText(suite)],
    ['Models', modelsText(suite)],
  ]
  return [
    ...facts
      .filter(([, text]) => text !== '')
      .flatMap(([label, text]) => page.paragraph(text, 2, `${label}: `)),
    ...noteLines(suite, page),
  ]
}

function noteLines(suite: SuiteReport, page: TerminalPage): readonly string[] {
  return notesOf(suite).flatMap((note) => page.paragraph(note, 2, 'Note: '))
}

function infraErrorsText({ infra_errors: { base, head } }: SuiteReport): string {
  return base === 0 && head === 0 ? '' : `${base} base, ${head} head`
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}
