import type { Verdict } from '../verdict/verdict.ts'
import { isOfConcern, metricsByWeight } from './attention.ts'
import { boundsPhrase } from './bound-words.ts'
import type { Section } from './fit-sections.ts'
import { labelsPhrase } from './label-words.ts'
import { figureCell, listForms, markdownTable } from './markdown-table.ts'
import { cell, fence, inlineCode } from './markdown-text.ts'
import { metricPicture, pictureLegend } from './metric-picture.ts'
import { changeText, intervalName, limitText, metricName, valuesText } from './metric-words.ts'
import { markdownPhrase } from './phrase.ts'
import type { MetricReport, SuiteReport } from './report.ts'

/** A metric with the suite it belongs to. */
export interface SuiteMetric {
  readonly suite: SuiteReport
  readonly metric: MetricReport
}

const PICTURE_WIDTH = 60
const MOST_PICTURED = 12

const MARKS: Readonly<Record<Verdict, string>> = {
  regression: '❌',
  'not-evaluable': '⛔',
  inconclusive: '🟡',
  improved: '✅',
  pass: '✅',
  unaffected: '➖',
}

/** The mark is for the eye; the word beside it says the same. */
export function verdictMarkdown(verdict: Verdict): string {
  return `${MARKS[verdict]} ${verdict}`
}

/** All metrics of the suites, in the order in which they explain the suites' verdicts. */
export function suiteMetrics(suites: readonly SuiteReport[]): readonly SuiteMetric[] {
  return suites.flatMap((suite) => metricsByWeight(suite).map((metric) => ({ suite, metric })))
}

/** The table of deltas, the labels that moved and the picture of their intervals. */
export function metricSections(suites: readonly SuiteReport[]): readonly Section[] {
  const metrics = suiteMetrics(suites)
  if (metrics.length === 0) return []
  const several = suites.length > 1
  return [
    { what: 'metrics', importance: 20, forms: metricTableForms(metrics) },
    optional('labels that moved', 45, labelLines(metrics, several)),
    optional('bounds of the passes', 48, boundsLine(metrics, several)),
    { what: 'interval picture', importance: 50, forms: [...pictureForms(metrics, several), ''] },
  ]
}

/** What is not there cannot be left out. */
function optional(what: string, importance: number, text: string): Section {
  return { what, importance, forms: text === '' ? [''] : [text, ''] }
}

/** The suite's column is there only when there are several. */
export function metricTableForms(metrics: readonly SuiteMetric[]): readonly string[] {
  const several = new Set(metrics.map(({ suite }) => suite)).size > 1
  const change = `change (${intervalName(metrics.map(({ metric }) => metric))})`
  const header = ['metric', 'role', 'base → head', change, 'limit', 'verdict']
  const rows = metrics.map(({ suite, metric }) =>
    several ? [cell(suite.suite), ...metricCells(metric)] : metricCells(metric),
  )
  return listForms(rows, [40, 10], (shown, rest) => {
    const table = markdownTable(several ? ['suite', ...header] : header, shown)
    return rest === 0 ? table : `${table}\n\n… and ${rest} more metrics in \`report.json\`.`
  })
}

function metricCells(metric: MetricReport): readonly string[] {
  return [
    cell(metricName(metric)),
    metric.role,
    figureCell(valuesText(metric)),
    figureCell(changeText(metric)),
    figureCell(limitText(metric)),
    verdictMarkdown(metric.verdict),
  ]
}

/** What moved in the distributions that need attention; the others are told in the details. */
function labelLines(metrics: readonly SuiteMetric[], several: boolean): string {
  return metrics
    .filter(({ metric }) => isOfConcern(metric.verdict))
    .flatMap(({ suite, metric }) => {
      const phrase = labelsPhrase(metric)
      const of = several ? ` of ${inlineCode(suite.suite)}` : ''
      return phrase === undefined ? [] : `- ${inlineCode(metricName(metric))}${of}: ${markdownPhrase(phrase)}`
    })
    .join('\n')
}

/** A table of several suites names none of them here: the details do. */
function boundsLine(metrics: readonly SuiteMetric[], several: boolean): string {
  const phrase = several ? undefined : boundsPhrase(metrics.map(({ metric }) => metric))
  return phrase === undefined ? '' : markdownPhrase(phrase)
}

function pictureForms(metrics: readonly SuiteMetric[], several: boolean): readonly string[] {
  const pictured = metrics
    .slice(0, MOST_PICTURED)
    .map(({ suite, metric }) => (several ? { metric, suite: suite.suite } : { metric }))
  const lines = metricPicture(pictured, PICTURE_WIDTH)
  return lines.length === 0 ? [] : [fence([...lines, pictureLegend(pictured)].join('\n'))]
}
