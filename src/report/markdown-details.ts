import { idleSuites, judgedSuites, metricsOfReason } from './attention.ts'
import { boundText } from './bound-words.ts'
import type { Section } from './fit-sections.ts'
import { plural, probability } from './format-number.ts'
import { labelsPhrase } from './label-words.ts'
import { metricTableForms, suiteMetrics, verdictMarkdown } from './markdown-metrics.ts'
import { listForms, markdownTable } from './markdown-table.ts'
import { cell, codeList, fence, inlineCode, prose, proseCell } from './markdown-text.ts'
import { metricName } from './metric-words.ts'
import { asSentence, markdownPhrase } from './phrase.ts'
import type { Report, SuiteReport } from './report.ts'
import {
  callsText,
  costText,
  detectableText,
  errorRatesText,
  extentText,
  notesOf,
  populationText,
  wasJudged,
} from './suite-words.ts'

const MOST_NAMES = 10

/**
 * What only some readers want, folded away: metrics that need no attention, how each suite was judged, what did not run and why, how to
 * run the same.
 *
 * @param rest suites whose metrics do not stand in the open
 */
export function detailSections(report: Report, rest: readonly SuiteReport[]): readonly Section[] {
  const judged = judgedSuites(report)
  const unaffected = idleSuites(report)
  const restMetrics = suiteMetrics(rest)
  return [
    {
      what: 'metrics of suites that need no attention',
      importance: 80,
      forms:
        restMetrics.length === 0
          ? ['']
          : [...folded('Metrics of the other suites', metricTableForms(restMetrics)), ''],
    },
    {
      what: 'how each suite was judged',
      importance: 85,
      forms: judged.length === 0 ? [''] : [...folded('How each suite was judged', suiteForms(judged)), ''],
    },
    {
      what: 'suites that did not run',
      importance: 90,
      forms:
        unaffected.length === 0
          ? ['']
          : [
              ...folded(`${plural(unaffected.length, 'suite')} not affected`, unaffectedForms(unaffected)),
              '',
            ],
    },
    {
      what: 'how to reproduce',
      importance: 75,
      forms: [
        ...folded(
          wasJudged(report) ? 'How to reproduce, and what the verdicts promise' : 'How to reproduce',
          [reproduction(report)],
        ),
        '',
      ],
    },
  ]
}

/** @param summary our own words: nothing from data stands inside HTML */
function folded(summary: string, bodies: readonly string[]): readonly string[] {
  return bodies.map((body) => `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`)
}

function suiteForms(suites: readonly SuiteReport[]): readonly string[] {
  return listForms(suites.map(suiteDetails), [10, 3], (shown, rest) => {
    const text = shown.join('\n\n')
    return rest === 0 ? text : `${text}\n\n… and ${plural(rest, 'more suite')} in \`report.json\`.`
  })
}

/** Everything about one suite that ran. */
function suiteDetails(suite: SuiteReport): string {
  const { infra_errors, models } = suite
  const facts: readonly (readonly [string, string])[] = [
    ['File', inlineCode(suite.file)],
    [suite.verdict === 'unaffected' ? 'Changed' : 'Affected by', codeList(suite.affected_by, MOST_NAMES)],
    ['Cases', extentText(suite)],
    ['Calls', suite.recorded === undefined ? `${callsText(suite)}; cost ${costText(suite)}` : ''],
    ['Infra errors', `${infra_errors.base} base, ${infra_errors.head} head`],
    ['Models', modelsMarkdown(models)],
    ['Drop that so many pairs find or rule out', proseOrNothing(detectableText(suite))],
    ['Change if these cases are a sample of what users send', proseOrNothing(populationText(suite))],
    ['p-values', proseOrNothing(probabilitiesText(suite))],
  ]
  return [
    `**${inlineCode(suite.suite)}** ${verdictMarkdown(suite.verdict)}${ownReason(suite)}`,
    '',
    ...facts.filter(([, text]) => text !== '').map(([label, text]) => `- ${label}: ${text}`),
    ...suite.metrics.map((metric) => {
      const labels = labelsPhrase(metric)
      const told = labels === undefined ? '' : ` ${markdownPhrase(labels)}.`
      const bound = metric.bound === undefined ? '' : ` (${boundText(metric)})`
      return `- ${inlineCode(metricName(metric))}: ${prose(metric.reason)}${bound}.${told}`
    }),
    ...notesOf(suite).map((note) => `- Note: ${prose(note)}`),
  ].join('\n')
}

/** Where the metrics, which follow, do not tell it. */
function ownReason(suite: SuiteReport): string {
  return metricsOfReason(suite).length > 0 ? '' : `: ${prose(asSentence(suite.reason))}`
}

function proseOrNothing(text: string): string {
  return text === '' ? '' : prose(text)
}

function unaffectedForms(suites: readonly SuiteReport[]): readonly string[] {
  const rows = suites.map(({ suite, reason }) => [cell(suite), proseCell(reason)])
  return listForms(rows, [100, 10], (shown, rest) => {
    const table = markdownTable(['suite', 'why it did not run'], shown)
    return rest === 0 ? table : `${table}\n\n… and ${rest} more in \`report.json\`.`
  })
}

function reproduction(report: Report): string {
  const command = fence(report.reproduce, 'sh')
  return wasJudged(report) ? `${command}\n\n${errorRatesText(report)}` : command
}

function modelsMarkdown({ base, head }: SuiteReport['models']): string {
  if (base.join('\n') === head.join('\n')) return codeList(base, MOST_NAMES)
  return `base ${codeList(base, MOST_NAMES) || 'none'}, head ${codeList(head, MOST_NAMES) || 'none'}`
}

function probabilitiesText({ metrics }: SuiteReport): string {
  return metrics
    .filter(({ p }) => p !== null)
    .map((metric) => `${metricName(metric)} ${probability(metric.p!)}`)
    .join(', ')
}
