import { count, duration, money, percent, plural, pointsSize } from '../report/format-number.ts'
import { secondsText } from '../report/progress-words.ts'
import { type TerminalOptions, type TerminalPage, terminalPage } from '../report/terminal-page.ts'
import { terminalLine } from '../report/terminal-text.ts'
import { TYPICAL_OUTPUT_SHARE } from '../sampling/trial-cost.ts'
import type { Estimate } from '../verdict/forecast-decider.ts'
import type { ExpectedCalls, PlanForecast } from './plan-forecast.ts'
import type { PlannedSuiteSummary, PlanSummary } from './plan-summary.ts'

/** The plan for a terminal: what it comes to, then every suite with why it runs and what that takes. */
export function renderPlan(summary: PlanSummary, options: TerminalOptions): string {
  const page = terminalPage(options)
  const affected = summary.suites.filter((suite) => suite.status !== 'unaffected')
  const blocks = [
    page.paragraph(
      `${affected.length} of ${plural(summary.suites.length, 'suite')} affected. ${totalText(summary)}`,
    ),
    ...summary.suites.map((suite) => suiteLines(suite, page)),
    summary.notes.flatMap((note) => page.paragraph(note, 0, 'note: ')),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function totalText(summary: PlanSummary): string {
  if (summary.calls === 0) return 'Nothing will be called.'
  return [
    `A change that does nothing takes about ${callsText(summary.expected_calls, summary.expected_usd)}${timeText(summary.expected_ms)};`,
    `one that drops by the margin about ${callsText(summary.drop_calls, summary.drop_usd)}${timeText(summary.drop_ms)};`,
    `at most ${callsText(summary.calls, summary.most_usd)}${timeText(summary.most_ms)}.`,
  ].join(' ')
}

function suiteLines(suite: PlannedSuiteSummary, page: TerminalPage): readonly string[] {
  const cases = suite.affected_cases > 0 ? ` (${plural(suite.affected_cases, 'case')})` : ''
  return [
    ...page.paragraph(`${suite.status}${cases}: ${suite.reason}`, 0, `${terminalLine(suite.suite, 40)}: `),
    ...(suite.forecast === null ? [] : forecastLines(suite.forecast, suite, page)),
  ]
}

const LABEL_WIDTH = 20

function forecastLines(
  forecast: PlanForecast,
  suite: PlannedSuiteSummary,
  page: TerminalPage,
): readonly string[] {
  const { drop_at_margin: drop, half_margin: half, detectable } = forecast
  const row = (label: string, text: string) => page.paragraph(text, 2, label.padEnd(LABEL_WIDTH))
  const most = row('at most', callsText(suite.calls, forecast.most_usd))
  const basis = row('rests on', basisText(forecast, suite))
  const notes = [...suite.notes, ...forecast.notes].flatMap((note) => row('note', note))
  const affected = [
    ...row('affected by', listText(suite.affected_by)),
    ...casesText(suite).flatMap((text) => row('cases', text)),
  ]
  const time = timeRow(forecast).flatMap((text) => row('time', text))
  const { fallback } = forecast
  const onFallback =
    fallback === undefined
      ? []
      : row('its fallback', `${callsText(fallback.calls, fallback.usd)} of these, to ${fallback.model}`)
  if (forecast.basis === 'exact') return [...affected, ...most, ...onFallback, ...time, ...basis, ...notes]
  return [
    ...affected,
    ...row(
      suite.affected_cases === 0 ? 'expected' : 'nothing changed',
      expectedText(forecast.nothing_changed),
    ),
    ...(drop === null
      ? []
      : row(
          `drop of ${pointsSize(drop.margin)}`,
          `${expectedText(drop)}, when ${terminalLine(drop.metric, 40)} drops so far${drop.found === null ? '' : `; found ${shareText(drop.found)}`}`,
        )),
    ...most,
    ...onFallback,
    ...time,
    ...(detectable === null ? [] : row('shows, within that', `a drop of ${pointsSize(detectable)} or more`)),
    ...(half === null || drop === null
      ? []
      : row(
          `margin ${pointsSize(half.margin)}`,
          `${expectedText(half)} when nothing changed, ${timesText(half, forecast.nothing_changed)}${half.calls.estimate > suite.calls ? '; more than the plan allows' : ''}`,
        )),
    ...basis,
    ...notes,
  ]
}

const MOST_LISTED = 5

function listText(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED
  return [
    ...names.slice(0, MOST_LISTED).map((name) => terminalLine(name, 70)),
    ...(rest > 0 ? [`${count(rest)} more`] : []),
  ].join(', ')
}

/** Which cases, where it is not all of them, and those that run in head alone. */
function casesText(suite: PlannedSuiteSummary): readonly string[] {
  const { cases, total_cases: total, new_cases: added, edited_cases: edited } = suite
  const some = cases.length < total ? [`${count(cases.length)} of ${count(total)}`] : []
  const parts = [
    ...some.map((text) => (cases.length === 0 ? text : `${text}: ${listText(cases)}`)),
    ...(added.length === 0 ? [] : [`new, in head alone: ${listText(added)}`]),
    ...(edited.length === 0 ? [] : [`edited, besides in head alone: ${listText(edited)}`]),
  ]
  return parts.length === 0 ? [] : [parts.join('; ')]
}

const LATENCIES = { recorded: ' (as recorded)', assumed: ' (assumed)', simulated: '' } as const

function timeRow({ nothing_changed, drop_at_margin: drop, time, basis }: PlanForecast): readonly string[] {
  if (time === null || nothing_changed.ms === null) return ['not known before the code of the target runs']
  if (time.basis === 'simulated') return ['none to speak of: a simulated model answers at once']
  const sizes = [
    ...(basis === 'exact' ? [] : [`about ${secondsText(nothing_changed.ms)} when nothing changed`]),
    ...(drop === null || drop.ms === null ? [] : [`${secondsText(drop.ms)} for the drop`]),
    `at most ${secondsText(time.most_ms)}`,
  ].join(', ')
  return [
    `${sizes}; ${count(time.in_flight)} in flight, ${duration(time.latency_ms)} each${LATENCIES[time.basis]}; a provider’s own limits can make it longer`,
  ]
}

/** `, 12 s`; nothing where it is not known, or nothing to speak of. */
function timeText(milliseconds: number | null): string {
  return milliseconds === null || milliseconds === 0 ? '' : `, ${secondsText(milliseconds)}`
}

function basisText(forecast: PlanForecast, { affected_cases }: PlannedSuiteSummary): string {
  const { tokens } = forecast
  return [...lawText(forecast, affected_cases), TOKENS[tokens.basis]].join('; ')
}

const TOKENS: Readonly<Record<PlanForecast['tokens']['basis'], string>> = {
  recorded: 'tokens as recorded',
  estimated: `tokens estimated: characters / 4 in, ${percent(TYPICAL_OUTPUT_SHARE)} of max-output-tokens out`,
  unknown: 'what the code of a target costs is not known before it runs',
}

function lawText(forecast: PlanForecast, affected: number): readonly string[] {
  if (forecast.basis === 'exact') return ['counts alone: nothing here is decided by chance']
  if (affected === 0)
    return ['no simulation: shares that were measured on new cases that do what is claimed, or better']
  const from =
    forecast.basis === 'recorded'
      ? `${plural(forecast.recorded_trials, 'recorded trial')} of base on ${forecast.recorded_cases} of ${plural(affected, 'case')}`
      : 'no recorded trials: most cases nearly always right, a few nearly always wrong, 90 % on average'
  return forecast.runs > 0
    ? [`${from}; ${plural(forecast.runs, 'simulated run')} of each change`]
    : ['no simulation, which would take too long here: shares that were measured on usual suites']
}

function callsText(calls: number, usd: number | null): string {
  return `${plural(Math.round(calls), 'call')}, ${usd === null ? 'at an unknown price' : money(usd)}`
}

function expectedText({ calls, usd }: ExpectedCalls): string {
  const cost = usd === null ? 'at an unknown price' : money(usd)
  const around = Math.max(calls.high - calls.estimate, calls.estimate - calls.low)
  const error = around < 0.5 ? '' : ` (± ${count(around)})`
  return `about ${plural(Math.round(calls.estimate), 'call')}${error}, ${cost}`
}

function shareText({ estimate, low, high }: Estimate): string {
  return `in ${percent(round(estimate))} of such changes (${percent(round(low))} to ${percent(round(high))})`
}

function timesText(half: ExpectedCalls, whole: ExpectedCalls): string {
  return `${(half.calls.estimate / Math.max(1, whole.calls.estimate)).toFixed(1)} × as many`
}

function round(share: number): number {
  return Math.round(share * 100) / 100
}
