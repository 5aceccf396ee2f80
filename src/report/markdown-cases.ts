import { regressedCases, suitesByVerdict } from './attention.ts'
import type { Section } from './fit-sections.ts'
import { plural } from './format-number.ts'
import { exampleMarkdown } from './markdown-example.ts'
import { figureCell, listForms, markdownTable } from './markdown-table.ts'
import { cell } from './markdown-text.ts'
import type { CaseReport, Report, SuiteReport } from './report.ts'
import { caseChangeText, caseTrialsText } from './suite-words.ts'

/** A case with the suite it belongs to. */
interface SuiteCase {
  readonly suite: SuiteReport
  readonly result: CaseReport
}

const HEADING = '### Cases that got worse'

/** The cases that got worse and, for the first of them, what the two arms said. */
export function caseSections(report: Report, maxExamples: number): readonly Section[] {
  const cases = suitesByVerdict(report).flatMap((suite) =>
    regressedCases(suite).map((result) => ({ suite, result })),
  )
  if (cases.length === 0) return []
  const several = new Set(cases.map(({ suite }) => suite)).size > 1
  const examples = cases.flatMap(({ suite, result }) =>
    result.example === undefined
      ? []
      : [exampleMarkdown(result, result.example, several ? suite.suite : undefined)],
  )
  return [
    {
      what: 'cases that got worse',
      importance: 25,
      forms: [...caseForms(cases, several), `${HEADING}\n\n${plural(cases.length, 'case')}.`],
    },
    ...examples
      .slice(0, maxExamples)
      .map((example, rank) => ({ what: 'outputs of cases', importance: 60 + rank, forms: [example, ''] })),
  ]
}

function caseForms(cases: readonly SuiteCase[], several: boolean): readonly string[] {
  const header = ['case', 'metric', 'base → head', 'trials']
  const rows = cases.map(({ suite, result }) =>
    several ? [cell(suite.suite), ...caseCells(result)] : caseCells(result),
  )
  return listForms(rows, [25, 5], (shown, rest) => {
    const table = markdownTable(several ? ['suite', ...header] : header, shown)
    return `${HEADING}\n\n${table}${rest === 0 ? '' : `\n\n… and ${rest} more in \`report.json\`.`}`
  })
}

function caseCells(result: CaseReport): readonly string[] {
  const form = result.form === 'paired' ? '' : ` (${result.form} case)`
  return [
    cell(result.case) + form,
    cell(result.metric),
    figureCell(caseChangeText(result)),
    caseTrialsText(result),
  ]
}
