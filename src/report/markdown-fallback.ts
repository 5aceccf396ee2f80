import { suitesByVerdict } from './attention.ts'
import { FALLBACK_VERDICTS, fallbackChangeText, intervalText } from './fallback-words.ts'
import type { Section } from './fit-sections.ts'
import { figureCell, markdownTable } from './markdown-table.ts'
import { cell, inlineCode, prose } from './markdown-text.ts'
import { valueText } from './metric-words.ts'
import { asOwnSentence } from './phrase.ts'
import type { FallbackReport, Report } from './report.ts'

const NOT_GATED = 'Shown beside the verdict, which does not depend on it.'

/** How head does when its model fails, suite by suite. */
export function fallbackSection(report: Report): Section {
  const suites = suitesByVerdict(report).flatMap(({ suite, fallback }) =>
    fallback === undefined ? [] : [{ suite, fallback }],
  )
  const sentences = suites.map(({ suite, fallback }) => {
    const text = prose(asOwnSentence(fallback.reason))
    return suites.length > 1 ? `${inlineCode(suite)}: ${text}` : text
  })
  const tables = suites.map(({ fallback }, index) =>
    fallback.metrics.every((one) => one.fallback.trials === 0)
      ? sentences[index]!
      : `${sentences[index]}\n\n${fallbackTable(fallback)}`,
  )
  const heading = '### When the model fails\n\n'
  const end = `\n\n${NOT_GATED}`
  return {
    what: 'how the fallback does',
    importance: 60,
    forms:
      suites.length === 0
        ? ['']
        : [heading + tables.join('\n\n') + end, heading + sentences.join('\n\n') + end, ''],
  }
}

function fallbackTable({ metrics }: FallbackReport): string {
  const rows = metrics.map((one) => [
    cell(one.metric),
    figureCell(valueText(one.metric, one.primary.mean)),
    figureCell(`${valueText(one.metric, one.fallback.mean)} (${intervalText(one)})`),
    figureCell(fallbackChangeText(one)),
    one.primary.trials === 0 ? '–' : figureCell(FALLBACK_VERDICTS[one.verdict](one)),
  ])
  const header = ['metric', 'head on its model', 'head on the fallback (90 % interval)', 'change', '']
  return markdownTable(header, rows)
}
