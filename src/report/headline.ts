import { abbreviate } from './abbreviate.ts'
import { blockingGateChanges, metricsByWeight, suitesByVerdict } from './attention.ts'
import { freshPairsText } from './follow-up-words.ts'
import { count, money, plural } from './format-number.ts'
import { headOnlyForms, isHeadAlone } from './head-only-words.ts'
import { metricSentence } from './metric-sentence.ts'
import { asOwnSentence, asSentence, namesPhrase, type Phrase, plainPhrase } from './phrase.ts'
import type { MetricReport, MovedCaseReport, Report, SuiteReport } from './report.ts'

/** What was judged, in the reader's words. */
export type Subject = 'this change' | 'this pull request'

/** The one sentence that says what happened, and the sentences that say how much, most important first. */
export interface Headline {
  readonly lead: Phrase
  readonly details: readonly Phrase[]
}

const NAMES_IN_LEAD = 3

/** What a reader who reads one line must know, for every state of a report. */
export function headline(report: Report, subject: Subject): Headline {
  const gate = blockingGateChanges(report)
  if (report.verdict !== 'regression' && gate.length > 0) {
    const others = gate.length === 1 ? '.' : `, and ${count(gate.length - 1)} more.`
    return {
      lead: [`${subject} loosens the gate without approval.`],
      details: [[{ prose: gate[0]!.description }, others], ...outcomeBesideGate(report)],
    }
  }
  const told = headlineOfVerdict(report, subject)
  const gateToo: readonly Phrase[] = gate.length > 0 ? [['It also loosens the gate without approval.']] : []
  return { lead: told.lead, details: [...told.details, ...gateToo] }
}

/** The headline as plain text of at most `most` characters: whole sentences, as many as fit. */
export function plainHeadline(
  report: Report,
  subject: Subject,
  most: number = Number.POSITIVE_INFINITY,
): string {
  const { lead, details } = headline(report, subject)
  let text = abbreviate(plainPhrase(lead), most)
  for (const detail of details) {
    const longer = `${text} ${plainPhrase(detail)}`
    if (longer.length > most) break
    text = longer
  }
  return text
}

/** The notes that the headline has not told already. */
export function notesBesideHeadline(report: Report): readonly string[] {
  return isToldByNotes(report) ? [] : report.notes
}

/** No suite could count (the policy is new, there is no suite, a stranger's change has no keys), and only the notes say why. */
function isToldByNotes(report: Report): boolean {
  if (report.verdict === 'unaffected') return report.conclusion !== 'success'
  const isMute =
    report.findings.length === 0 && report.suites.every(({ verdict }) => verdict !== 'not-evaluable')
  return report.verdict === 'not-evaluable' && isMute
}

function headlineOfVerdict(report: Report, subject: Subject): Headline {
  const suites = suitesByVerdict(report).filter(({ verdict }) => verdict === report.verdict)
  const compared = suites.filter((suite) => !isHeadAlone(suite))
  const names = namesOf(compared)
  const figures = firstFigures(suites)
  if (compared.length === 0 && suites.length > 0 && isDecided(report.verdict)) {
    return {
      lead: headAloneLead(report.verdict, suites, subject),
      details: [...figures, ...needed(suites), ...otherVerdicts(report)],
    }
  }
  switch (report.verdict) {
    case 'regression':
      return {
        lead: [`${subject} makes `, ...names, ' worse.'],
        details: [...figures, ...explained(suites), ...otherVerdicts(report)],
      }
    case 'improved':
      return {
        lead: [`${subject} makes `, ...names, ' better.'],
        details: [...figures, ...otherVerdicts(report)],
      }
    case 'pass':
      return { lead: [`${subject} does not make `, ...anyOf(compared, names), ' worse.'], details: figures }
    case 'inconclusive':
      return {
        lead: [`it is not clear whether ${subject} makes `, ...anyOf(compared, names), ' worse.'],
        details: [...figures, ...needed(suites), ...otherVerdicts(report)],
      }
    case 'not-evaluable':
      return notEvaluable(report, suites, subject)
    case 'unaffected':
      return unaffected(report, subject)
  }
}

function notEvaluable(report: Report, suites: readonly SuiteReport[], subject: Subject): Headline {
  const first = suites[0]
  const [finding] = report.findings
  if (isToldByNotes(report))
    return { lead: [`${subject} could not be judged.`], details: notePhrases(report) }
  if (first === undefined || finding !== undefined) {
    const details: readonly Phrase[] = finding === undefined ? [] : [[{ prose: asSentence(finding) }]]
    return { lead: [`${subject} could not be judged.`], details }
  }
  return {
    lead: [...namesOf(suites), ' could not be judged.'],
    details: [[{ prose: asSentence(first.reason) }], ...otherVerdicts(report)],
  }
}

function unaffected(report: Report, subject: Subject): Headline {
  if (isToldByNotes(report)) return { lead: ['nothing was judged.'], details: notePhrases(report) }
  const forms = headOnlyForms(report.suites)
  if (forms.length > 0) {
    const does = forms.map((form) => VERBS[form]).join(' and ')
    const lead = `${subject} ${does} cases and changes nothing else that reaches a model.`
    return {
      lead: [lead],
      details: [
        [`The ${forms.join(' and ')} cases were run in head alone and are shown; nothing judges them.`],
      ],
    }
  }
  const fallbacks = report.suites.flatMap(({ fallback }) => fallback ?? [])
  if (fallbacks.length > 0) {
    return {
      lead: [`${subject} changes what answers when the model fails, and nothing else.`],
      details: fallbacks.map(({ reason }) => [{ prose: asOwnSentence(reason) }]),
    }
  }
  const looked = report.suites.length === 1 ? 'One suite was' : `${count(report.suites.length)} suites were`
  const details: readonly Phrase[] =
    report.suites.length === 0 ? [] : [[`${looked} looked at; no model was called.`]]
  return { lead: [`${subject} affects no eval suite.`], details }
}

const VERBS = { new: 'adds', edited: 'edits' } as const

type Decided = Extract<SuiteReport['verdict'], 'regression' | 'pass' | 'improved' | 'inconclusive'>

function isDecided(verdict: SuiteReport['verdict']): verdict is Decided {
  return verdict !== 'not-evaluable' && verdict !== 'unaffected'
}

/** Nothing was compared, so that nothing can have got worse: head's own values were held to what the suites require. */
function headAloneLead(verdict: Decided, suites: readonly SuiteReport[], subject: Subject): Phrase {
  const forms = headOnlyForms(suites)
  const does = forms.map((form) => (form === 'new' ? 'adds to' : 'edits in')).join(' and ')
  const what: Phrase = [`what ${subject} ${does} `, ...anyOf(suites, namesOf(suites), 'its')]
  switch (verdict) {
    case 'regression':
      return [...what, ' misses what is required of it.']
    case 'inconclusive':
      return ['it is not clear whether ', ...what, ' meets what is required of it.']
    default:
      return [...what, ' meets what is required of it.']
  }
}

function namesOf(suites: readonly SuiteReport[]): Phrase {
  return namesPhrase(
    suites.map(({ suite }) => suite),
    NAMES_IN_LEAD,
  )
}

function notePhrases(report: Report): readonly Phrase[] {
  return report.notes.map((note) => [{ prose: asSentence(note) }])
}

/** With many suites a list of names says less than their number. */
function anyOf(suites: readonly SuiteReport[], names: Phrase, any = 'any of'): Phrase {
  return suites.length > NAMES_IN_LEAD ? [`${any} ${count(suites.length)} suites`] : names
}

function firstFigures(suites: readonly SuiteReport[]): readonly Phrase[] {
  const metric = decidingMetric(suites)
  if (metric === undefined) return []
  const sentence = metricSentence(metric)
  return [suites.length > 1 ? [{ name: suites[0]!.suite }, ': ', ...sentence] : sentence]
}

/** What is known to be behind the drop; with several red suites their own sections say it. */
function explained([suite, ...others]: readonly SuiteReport[]): readonly Phrase[] {
  if (suite === undefined || others.length > 0) return []
  const confirmed = suite.cases.filter((one) => one.confirmed !== undefined)
  const names = namesPhrase([...new Set(confirmed.map((one) => one.case))], NAMES_IN_LEAD)
  const moved = suite.metrics
    .flatMap((metric) => metric.moved_cases ?? [])
    .filter((one) => one.confirmed !== undefined)
  const told = suite.attribution?.some(({ verdict }) => verdict === 'explains') === true
  return [
    ...(confirmed.length === 0 ? [] : [[...names, ` got worse, ${freshPairsText(confirmed)}.`]]),
    ...(moved.length === 0 ? [] : [movedPhrase(moved)]),
    ...(told ? [[{ prose: asOwnSentence(suite.attribution_reason ?? '') }]] : []),
  ]
}

function movedPhrase(moved: readonly MovedCaseReport[]): Phrase {
  const names = namesPhrase([...new Set(moved.map((one) => one.case))], NAMES_IN_LEAD)
  return [...names, ` moved to another label, ${freshPairsText(moved)}.`]
}

function decidingMetric(suites: readonly SuiteReport[]): MetricReport | undefined {
  const first = suites[0]
  return first === undefined ? undefined : metricsByWeight(first).find(({ role }) => role !== 'advisory')
}

/** What it would take to decide an inconclusive suite. */
function needed(suites: readonly SuiteReport[]): readonly Phrase[] {
  const needs = suites.flatMap(({ metrics }) => metrics.flatMap((metric) => metric.needs ?? []))
  const most = needs.toSorted((a, b) => b.pairs - a.pairs)[0]
  if (most === undefined || suites.length > 1) return []
  const cost = most.cost_usd === null || most.cost_usd === 0 ? '' : `, about ${money(most.cost_usd)}`
  return [[`About ${plural(most.pairs, 'more pair')} (${plural(most.calls, 'call')}${cost}) would decide.`]]
}

function otherVerdicts(report: Report): readonly Phrase[] {
  const told: string[] = []
  const number = (verdict: SuiteReport['verdict']) =>
    report.suites.filter((suite) => suite.verdict === verdict).length
  if (report.verdict !== 'not-evaluable' && number('not-evaluable') > 0) {
    told.push(`${plural(number('not-evaluable'), 'suite')} could not be judged`)
  }
  if (report.verdict !== 'inconclusive' && number('inconclusive') > 0) {
    told.push(
      `${plural(number('inconclusive'), 'suite')} ${number('inconclusive') === 1 ? 'is' : 'are'} inconclusive`,
    )
  }
  return told.length === 0 ? [] : [[`Besides, ${told.join(' and ')}.`]]
}

function outcomeBesideGate(report: Report): readonly Phrase[] {
  switch (report.verdict) {
    case 'not-evaluable':
      return [['The change itself could not be judged either.']]
    case 'inconclusive':
      return [["The change's own effect is inconclusive."]]
    case 'improved':
    case 'pass':
      return [['No suite got worse.']]
    case 'unaffected':
      return [['No suite is affected otherwise.']]
    case 'regression':
      return []
  }
}
