import { casesToName, suitesByVerdict } from './attention.ts'
import type { Section } from './fit-sections.ts'
import { confirmationText } from './follow-up-words.ts'
import { plural } from './format-number.ts'
import { exampleMarkdown } from './markdown-example.ts'
import { figureCell, listForms, markdownTable } from './markdown-table.ts'
import { cell, inlineCode, prose } from './markdown-text.ts'
import { asOwnSentence } from './phrase.ts'
import type { CaseReport, Report, SuiteReport } from './report.ts'
import { caseChangeText, casesHeading, caseTrialsText } from './suite-words.ts'

/** A case with the suite it belongs to. */
interface SuiteCase {
  readonly suite: SuiteReport
  readonly result: CaseReport
}

/** The cases that got worse and, for the first of them, what the two arms said; then those that fell in suites that did not. */
export function caseSections(report: Report, maxExamples: number): readonly Section[] {
  const isRed = ({ verdict }: SuiteReport) => verdict === 'regression'
  const suites = suitesByVerdict(report)
  const red = suites.filter(isRed)
  const others = suites.filter((suite) => !isRed(suite))
  return [...listedCases(red, maxExamples), ...listedCases(others, red.length === 0 ? maxExamples : 0)]
}

function listedCases(of: readonly SuiteReport[], maxExamples: number): readonly Section[] {
  const cases = of.flatMap((suite) => casesToName(suite).map((result) => ({ suite, result })))
  const suites = of.filter(({ culprits }) => culprits !== undefined && culprits.of !== 'labels')
  if (cases.length === 0 && suites.length === 0) return []
  const several = new Set([...cases.map(({ suite }) => suite), ...suites]).size > 1
  const named = of.filter((suite) => casesToName(suite).length > 0)
  const heading = `### ${named.length === 0 ? 'Which cases got worse' : casesHeading(named)}`
  const told = suites.flatMap((suite) => culpritLines(suite, several))
  const examples = cases.flatMap(({ suite, result }) =>
    result.example === undefined
      ? []
      : [exampleMarkdown(result, result.example, several ? suite.suite : undefined)],
  )
  return [
    {
      what: 'cases that got worse',
      importance: 25,
      forms: [
        ...caseForms(cases, several).map((form) =>
          [heading, ...told, form].filter((part) => part !== '').join('\n\n'),
        ),
        cases.length === 0 ? '' : `${heading}\n\n${plural(cases.length, 'case')}.`,
      ],
    },
    ...examples
      .slice(0, maxExamples)
      .map((example, rank) => ({ what: 'outputs of cases', importance: 60 + rank, forms: [example, ''] })),
  ]
}

function caseForms(cases: readonly SuiteCase[], several: boolean): readonly string[] {
  const header = ['case', 'metric', 'base → head', 'trials']
  if (cases.length === 0) return ['']
  const fresh = cases.some(({ result }) => result.confirmed !== undefined)
  const rows = cases.map(({ suite, result }) => [
    ...(several ? [cell(suite.suite)] : []),
    ...caseCells(result),
    ...(fresh ? [figureCell(confirmationText(result) || '–')] : []),
  ])
  const columns = [...(several ? ['suite'] : []), ...header, ...(fresh ? ['again'] : [])]
  return listForms(rows, [25, 5], (shown, rest) => {
    const table = markdownTable(columns, shown)
    return `${table}${rest === 0 ? '' : `\n\n… and ${rest} more in \`report.json\`.`}`
  })
}

/** What the table does not say: that no case stands out, and which slices the drop shows in. */
function culpritLines({ suite, culprits }: SuiteReport, several: boolean): readonly string[] {
  if (culprits === undefined || (culprits.status === 'confirmed' && culprits.slices.length === 0)) return []
  const text = prose(asOwnSentence(culprits.reason))
  return [several ? `${inlineCode(suite)}: ${text}` : text]
}

function caseCells(result: CaseReport): readonly string[] {
  return [cell(result.case), cell(result.metric), figureCell(caseChangeText(result)), caseTrialsText(result)]
}
