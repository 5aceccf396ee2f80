import { abbreviate } from './abbreviate.ts'
import { suitesByVerdict } from './attention.ts'
import type { Section } from './fit-sections.ts'
import { plural } from './format-number.ts'
import { figureCell, listForms, markdownTable } from './markdown-table.ts'
import { cell, inlineCode, prose } from './markdown-text.ts'
import { metricName } from './metric-words.ts'
import { movedAgainText, movedCasesText, shareChangeText } from './moved-case-words.ts'
import type { MetricReport, MovedCaseReport, Report, SuiteReport } from './report.ts'

interface Row {
  readonly suite: SuiteReport
  readonly metric: MetricReport
  readonly moved: MovedCaseReport
}

const LONGEST_LABEL = 40
const HEADING = '### Cases whose label moved'

/** The cases in which a distribution changed most. */
export function movedCasesSection(report: Report): Section {
  const rows = suitesByVerdict(report).flatMap((suite) =>
    suite.metrics.flatMap((metric) =>
      (metric.moved_cases ?? []).map((moved): Row => ({ suite, metric, moved })),
    ),
  )
  const what = 'labels that moved'
  if (rows.length === 0) return { what, importance: 30, forms: [''] }
  const suites = [...new Set(rows.map(({ suite }) => suite))]
  const notes = suites.flatMap((suite) => {
    const note = movedCasesText(suite)
    if (note === undefined) return []
    return [suites.length > 1 ? `${inlineCode(suite.suite)}: ${prose(note)}` : prose(note)]
  })
  return {
    what,
    importance: 30,
    forms: [
      ...listForms(rows, [25, 5], (shown, rest) =>
        [
          HEADING,
          ...notes,
          movedTable(shown),
          ...(rest === 0 ? [] : [`… and ${rest} more in \`report.json\`.`]),
        ].join('\n\n'),
      ),
      '',
    ],
  }
}

function movedTable(rows: readonly Row[]): string {
  const several = new Set(rows.map(({ suite }) => suite)).size > 1
  const fresh = rows.some(({ moved }) => moved.confirmed !== undefined)
  const header = ['case', 'metric', 'less often', 'more often', 'trials']
  return markdownTable(
    [...(several ? ['suite'] : []), ...header, ...(fresh ? ['again'] : [])],
    rows.map(({ suite, metric, moved }) => [
      ...(several ? [cell(suite.suite)] : []),
      cell(moved.case),
      cell(metricName(metric)),
      labelCell(moved.from),
      labelCell(moved.to),
      `${plural(moved.trials, 'trial')} each`,
      ...(fresh ? [figureCell(movedAgainText(moved) || '–')] : []),
    ]),
  )
}

/** Without its name where labels are outputs and not published. */
function labelCell(share: MovedCaseReport['from']): string {
  const name = share.label === undefined ? '' : `${cell(abbreviate(share.label, LONGEST_LABEL))} `
  return `${name}${figureCell(shareChangeText(share))}`
}
