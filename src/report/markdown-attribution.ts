import { suitesByVerdict } from './attention.ts'
import type { Section } from './fit-sections.ts'
import { INGREDIENT_VERDICTS, ingredientChangeText } from './follow-up-words.ts'
import { probability } from './format-number.ts'
import { figureCell, markdownTable } from './markdown-table.ts'
import { cell, inlineCode, prose } from './markdown-text.ts'
import { asOwnSentence } from './phrase.ts'
import type { Report, SuiteReport } from './report.ts'

/** Which of several changed ingredients explains a drop, suite by suite. */
export function attributionSection(report: Report): Section {
  const suites = suitesByVerdict(report).filter((suite) => suite.attribution !== undefined)
  const sentences = suites.map((suite) => attributionSentence(suite, suites.length > 1))
  const tables = suites.map((suite, index) => `${sentences[index]}\n\n${attributionTable(suite)}`)
  const heading = '### What of the change explains the drop\n\n'
  return {
    what: 'what explains the drop',
    importance: 28,
    forms: suites.length === 0 ? [''] : [heading + tables.join('\n\n'), heading + sentences.join('\n\n'), ''],
  }
}

function attributionSentence({ suite, attribution_reason }: SuiteReport, several: boolean): string {
  const text = prose(asOwnSentence(attribution_reason ?? ''))
  return several ? `${inlineCode(suite)}: ${text}` : text
}

function attributionTable({ attribution = [] }: SuiteReport): string {
  const rows = attribution.map((one) => [
    `${one.ingredient} of head`,
    cell(one.metric),
    figureCell(ingredientChangeText(one)),
    String(one.hybrid.trials),
    one.p === null ? '–' : probability(one.p),
    INGREDIENT_VERDICTS[one.verdict],
  ])
  const header = ['base with', 'metric', 'base → hybrid', 'trials each', 'p', 'alone']
  return markdownTable(header, rows)
}
