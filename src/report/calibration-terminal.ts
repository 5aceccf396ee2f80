import type { CalibratedChange, CalibratedClaim, CalibratedSuite, Calibration } from './calibration.ts'
import { count, money, percent, plural, pointsSize } from './format-number.ts'
import { type TerminalOptions, type TerminalPage, terminalPage } from './terminal-page.ts'
import { alignedTable } from './terminal-table.ts'
import { terminalLine } from './terminal-text.ts'

/** A calibration for a terminal: per suite a small table, what it rests on, and what to do. */
export function renderCalibration({ suites }: Calibration, options: TerminalOptions): string {
  const page = terminalPage(options)
  return `${suites.map((suite) => suiteLines(suite, page).join('\n')).join('\n\n')}\n`
}

function suiteLines(suite: CalibratedSuite, page: TerminalPage): readonly string[] {
  const name = page.paint('bold', terminalLine(suite.suite, page.columns - 20))
  const live = suite.live === null ? [] : ['', ...liveLines(suite.live, page)]
  const notes = suite.notes.flatMap((note) => page.paragraph(note, 2, 'Note: '))
  if (suite.status !== 'calibrated') {
    return [`${name}: ${STATUSES[suite.status]}`, ...page.paragraph(suite.reason ?? '', 2), ...live, ...notes]
  }
  const margin =
    suite.margin === null
      ? ''
      : `, margin ${pointsSize(suite.margin.margin)} on ${terminalLine(suite.margin.metric, 30)}`
  return [
    `${name}: ${plural(suite.cases.total, 'case')}${margin}`,
    '',
    ...table(suite.changes, page),
    '',
    ...claimLines(suite.claims, page),
    ...page.paragraph(basisText(suite), 2),
    ...page.paragraph(promiseText(suite), 2),
    ...live,
    '',
    ...suite.recommendations.flatMap((text) => page.paragraph(text, 2, '→ ')),
    ...notes,
  ]
}

const STATUSES: Readonly<Record<Exclude<CalibratedSuite['status'], 'calibrated'>, string>> = {
  deterministic: 'nothing to calibrate',
  'no-trials': 'nothing is recorded to calibrate on',
  'not-evaluable': 'could not be calibrated',
}

const TITLES: Readonly<Record<CalibratedChange['change'], string>> = {
  nothing: 'nothing changed',
  diffuse: 'all cases drop',
  broken: 'few cases break',
}

function table(changes: readonly CalibratedChange[], page: TerminalPage): readonly string[] {
  const header = ['', ...changes.map(({ change }) => TITLES[change])]
  const rows = [
    ['red', ...changes.map(({ red }) => shareText(red))],
    ['passes', ...changes.map(({ passed }) => shareText(passed))],
    ['decided', ...changes.map(({ decided }) => shareText(decided))],
    ['calls', ...changes.map(({ calls }) => withError(calls, count))],
    ['cost', ...changes.map(({ cost_usd }) => (cost_usd === null ? 'unknown' : withError(cost_usd, money)))],
  ]
  const lines = alignedTable(header, rows, page.columns - 2)
  if (lines !== undefined) return lines.map((line) => `  ${line}`)
  return changes.flatMap((_, at) => [
    `  ${header[at + 1]}`,
    ...rows.map((row) => `    ${row[0]} ${row[at + 1]}`),
  ])
}

/** What each claim finds by itself, and which claims are not simulated. */
function claimLines(claims: readonly CalibratedClaim[], page: TerminalPage): readonly string[] {
  const powered = claims.flatMap(({ power, ...claim }) => (power === null ? [] : [{ ...claim, power }]))
  const rows = powered.map(({ power, ...claim }) => [
    claimName(claim),
    `${percent(power.from)} → ${percent(power.to)}`,
    shareText(power.red),
    shareText(power.passed),
  ])
  const header = ['when it alone gets worse', 'mean', 'red', 'passes']
  const lines =
    alignedTable(header, rows, page.columns - 2) ??
    rows.flatMap(([name, ...figures]) => [
      name!,
      ...figures.map((figure, at) => `  ${header[at + 1]} ${figure}`),
    ])
  const others = claims.flatMap(({ reason, ...claim }) =>
    reason === null ? [] : page.paragraph(`${claimName(claim)}: ${reason}.`, 2),
  )
  return [
    ...(rows.length === 0 ? [] : [...lines.map((line) => `  ${line}`), '']),
    ...(others.length === 0 ? [] : [...others, '']),
  ]
}

function claimName({ metric, slice, assertion }: Omit<CalibratedClaim, 'power' | 'reason'>): string {
  return `${terminalLine(slice === undefined ? metric : `${metric} (${slice})`, 24)} ${assertion}`
}

function basisText({ cases, changes, tokens }: CalibratedSuite): string {
  const each = (cases.trials / Math.max(1, cases.recorded)).toFixed(1)
  const runs = changes[0]?.runs ?? 0
  const money = tokens?.basis === 'estimated' ? ' Tokens are estimated from the requests.' : ''
  return `${plural(runs, 'simulated run')} of each change, drawn from ${plural(cases.trials, 'recorded trial')} of base (${each} a case on ${cases.recorded} of ${plural(cases.total, 'case')}, and one pseudo-trial each, so that two passes out of two do not count as certainty). Bounds and ± are the error of the simulation alone (95 %): they do not tell how well so few trials know your cases.${money}`
}

function promiseText({ false_alarm, margin, budget_calls }: CalibratedSuite): string {
  const drop = margin === null ? '' : ` The drops are of ${pointsSize(margin.margin)} on average.`
  return `Red when nothing changed is a false alarm: at most ${percent(false_alarm)} are promised, if this suite alone is affected.${drop} Calls are capped at ${count(budget_calls)}.`
}

function liveLines(live: NonNullable<CalibratedSuite['live']>, page: TerminalPage): readonly string[] {
  const spent = `${plural(live.calls, 'call')}${live.cached > 0 ? `, ${count(live.cached)} trials from earlier` : ''}${live.cost_usd === null ? '' : `, ${money(live.cost_usd)}`}`
  const lost = live.missing > 0 ? `, ${plural(live.missing, 'pair')} lost` : ''
  return page.paragraph(
    `${plural(live.pairs, 'pair')} of base against base${lost} (${spent}): ${live.verdict}, ${live.reason}${live.verdict === 'regression' ? '. Nothing had changed, so this is a false alarm' : ''}`,
    2,
    'Live: ',
  )
}

type Estimate = CalibratedChange['red']

/** `2 % (0 to 9)`: Wilson's bounds, which of few runs are not alike on both sides. */
function shareText({ estimate, low, high }: Estimate): string {
  const [below, above] = [Math.floor(low * 100 + 1e-9), Math.ceil(high * 100 - 1e-9)]
  return `${(estimate * 100).toFixed(0)} % (${below} to ${above})`
}

function withError({ estimate, low, high }: Estimate, format: (value: number) => string): string {
  if (low === high) return format(estimate)
  return `${format(estimate)} ± ${format(Math.max(high - estimate, estimate - low))}`
}
