import { blockingGateChanges, judgedSuites, suitesOfConcern } from './attention.ts'
import { fitSections } from './fit-sections.ts'
import { attributionSection } from './markdown-attribution.ts'
import { caseSections } from './markdown-cases.ts'
import { detailSections } from './markdown-details.ts'
import { fallbackSection } from './markdown-fallback.ts'
import { headOnlySection } from './markdown-head-only.ts'
import { metricSections, suiteMetrics } from './markdown-metrics.ts'
import { movedCasesSection } from './markdown-moved-cases.ts'
import {
  alertSection,
  findingsSection,
  footSection,
  gateSection,
  headlineSection,
  notesSection,
  reasonsSection,
  toolSection,
} from './markdown-push.ts'
import type { Report, SuiteReport } from './report.ts'

export interface MarkdownOptions {
  /** Characters, at least 2,000; default 65,000, which leaves room for a marker in a comment of GitHub's 65,536. */
  readonly limit?: number
  /** Tells several gates of one repository apart. */
  readonly name?: string
  /** Cases that got worse whose outputs are shown; default 3. */
  readonly maxExamples?: number
}

const DEFAULT_LIMIT = 65_000
const DEFAULT_EXAMPLES = 3
/** So many rows are read at a glance; with more, suites that need no attention move into the details. */
const MOST_ROWS_AT_A_GLANCE = 10

/**
 * The report as GitHub-flavoured Markdown: the body of the comment without its marker, also the job's summary. The most important
 * stands first; to stay within the limit whole sections are shortened or left out, least important first. No text from data acts: see
 * `markdown-text.ts`. It is not redacted here: the report's strings must have been redacted when it was built.
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { main, rest } = suitesAtAGlance(report)
  const gate = gateSection(report)
  const gateLeads = report.verdict !== 'regression' && blockingGateChanges(report).length > 0
  const sections = [
    headlineSection(report, options.name),
    alertSection(report),
    findingsSection(report),
    ...(gateLeads ? [gate] : []),
    reasonsSection(report),
    ...metricSections(main),
    ...caseSections(report, options.maxExamples ?? DEFAULT_EXAMPLES),
    headOnlySection(report),
    movedCasesSection(report),
    attributionSection(report),
    fallbackSection(report),
    ...(gateLeads ? [] : [gate]),
    toolSection(report),
    notesSection(report),
    footSection(report),
    ...detailSections(report, rest),
  ]
  const text = fitSections(
    sections,
    (options.limit ?? DEFAULT_LIMIT) - 1,
    (what) => `_Left out to keep this short: ${what.join('; ')}. Everything is in \`report.json\`._`,
  )
  return `${text}\n`
}

/** The suites whose metrics stand in the open, and those whose metrics go into the details. */
function suitesAtAGlance(report: Report): { main: readonly SuiteReport[]; rest: readonly SuiteReport[] } {
  const judged = judgedSuites(report)
  const concern = suitesOfConcern(report)
  const isShort = suiteMetrics(judged).length <= MOST_ROWS_AT_A_GLANCE
  const main = isShort ? judged : concern
  return { main, rest: judged.filter((suite) => !main.includes(suite)) }
}
