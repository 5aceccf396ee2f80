import { plural } from './format-number.ts'
import { metricName } from './metric-words.ts'
import { movedAgainText, movedCasesText, movePhrase } from './moved-case-words.ts'
import { plainPhrase } from './phrase.ts'
import type { SuiteReport } from './report.ts'
import type { TerminalPage } from './terminal-page.ts'
import { terminalLine } from './terminal-text.ts'

/** The cases of a suite in which a distribution changed most; nothing where none did. */
export function movedCaseLines(suite: SuiteReport, page: TerminalPage): readonly string[] {
  const moved = suite.metrics.flatMap((metric) => (metric.moved_cases ?? []).map((one) => ({ metric, one })))
  if (moved.length === 0) return []
  const note = movedCasesText(suite)
  return [
    page.paint('bold', '  Cases whose label moved'),
    ...moved.flatMap(({ metric, one }) => {
      const again = one.confirmed === undefined ? '' : `; ${movedAgainText(one)}`
      const told = `${terminalLine(metricName(metric), 40)} ${plainPhrase(movePhrase(one))} (${plural(one.trials, 'trial')} each)${again}`
      return page.paragraph(`${terminalLine(one.case, 60)}: ${told}`, 4)
    }),
    ...(note === undefined ? [] : page.paragraph(note, 4)),
  ]
}
