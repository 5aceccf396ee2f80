import { judgedSuites } from './attention.ts'
import type { Section } from './fit-sections.ts'
import { plural } from './format-number.ts'
import { headOnlyCases, headOnlyTrialsText, metricValueText, restText } from './head-only-words.ts'
import { figureCell, listForms, markdownTable } from './markdown-table.ts'
import { cell } from './markdown-text.ts'
import type { Report } from './report.ts'

const HEADING = '### New and edited cases, in head alone'
const MOST_CASES = 20

/** How head does on the cases that there is nothing in base to compare with. */
export function headOnlySection(report: Report): Section {
  const suites = judgedSuites(report)
  const all = suites.flatMap((suite) => headOnlyCases(suite).map((one) => ({ suite: suite.suite, one })))
  const shown = suites.flatMap((suite) =>
    headOnlyCases(suite)
      .slice(0, MOST_CASES)
      .map((one) => ({ suite: suite.suite, one })),
  )
  const several = new Set(all.map(({ suite }) => suite)).size > 1
  const rows = shown.map(({ suite, one }) => [
    ...(several ? [cell(suite)] : []),
    cell(one.case),
    one.metrics.map((metric) => `${cell(metric.metric)} ${figureCell(metricValueText(metric))}`).join(', '),
    headOnlyTrialsText(one),
  ])
  const header = [...(several ? ['suite'] : []), 'case', 'head', 'trials']
  const forms = listForms(rows, [5], (some) => {
    const rest = all.length - some.length
    return `${HEADING}\n\n${markdownTable(header, some)}${rest === 0 ? '' : `\n\n${restText(rest)}.`}`
  })
  return {
    what: 'new and edited cases',
    importance: 55,
    forms: all.length === 0 ? [''] : [...forms, `${HEADING}\n\n${plural(all.length, 'case')}.`, ''],
  }
}
