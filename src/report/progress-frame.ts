import { count, percent } from './format-number.ts'
import { type ProgressState, pairsDone, type SuiteState } from './progress-state.ts'
import { endedText, leftText, secondsText, usageText } from './progress-words.ts'
import type { TerminalPage } from './terminal-page.ts'
import { abbreviateToWidth, displayWidth, padEnd, terminalLine } from './terminal-text.ts'

export interface FrameOptions {
  /** Width that a line may take without being wrapped. */
  readonly columns: number
  /** Lines that the frame may have, at least 2. */
  readonly rows: number
  readonly now: number
  /** Milliseconds; absent where it cannot be said. */
  readonly left?: number | undefined
  /** Somebody has asked for the end. */
  readonly interrupted: boolean
}

/** A wait that is shorter passes before it is read. */
const SHOWN_WAIT_MS = 1000
const LONGEST_NAME = 24

/**
 * The state of a run as a few lines for a terminal, none of them wider than `columns`: a line per suite, what is used, and how long it takes.
 */
export function progressFrame(
  state: ProgressState,
  page: TerminalPage,
  options: FrameOptions,
): readonly string[] {
  const foot = footLines(state, options)
  const room = Math.max(1, options.rows - foot.length)
  const shown = chosenSuites(state.suites, room)
  const layout = layoutFor(shown, options.columns)
  const lines = shown.map((suite) => suiteLine(suite, layout, page))
  const hasHead = shown.some((suite) => suite.ended === undefined) && lines.length + 1 < room
  const hidden = state.suites.length - shown.length
  return [
    ...(hasHead ? [page.paint('dim', headLine(layout).trimEnd())] : []),
    ...lines,
    ...(hidden === 0 ? [] : [page.paint('dim', hiddenText(state.suites, shown))]),
    ...foot,
  ]
    .slice(-options.rows)
    .map((line) => cut(line.trimEnd(), options.columns))
}

/** Columns of the frame, widths in characters; 0 leaves one out. */
interface Layout {
  readonly name: number
  readonly looks: boolean
  readonly bar: number
}

/** What follows the name: pairs, next look and most, each of the two directions. */
const PAIRS = 7
const LOOK = 11
const MOST = 9
const PER_CENT = 6
const LEAST_BAR = 6
const WIDEST_BAR = 16

function layoutFor(suites: readonly SuiteState[], columns: number): Layout {
  const name = Math.max(8, ...suites.map((one) => Math.min(LONGEST_NAME, displayWidth(one.suite))))
  const withLooks = name + PAIRS + LOOK + MOST + 2 * (2 + PER_CENT)
  const looks = withLooks + 2 * (LEAST_BAR + 1) <= columns
  const used = looks ? withLooks : name + PAIRS + 2 * (2 + PER_CENT)
  const room = Math.floor((columns - used) / 2) - 1
  return {
    name: Math.max(4, Math.min(name, columns - (used - name))),
    looks,
    bar: room < LEAST_BAR ? 0 : Math.min(WIDEST_BAR, room),
  }
}

function headLine({ name, looks, bar }: Layout): string {
  const direction = (title: string) => `  ${title.padEnd(bar === 0 ? PER_CENT : bar + 1 + PER_CENT)}`
  return [
    'suite'.padEnd(name),
    'pairs'.padStart(PAIRS),
    ...(looks ? ['next look'.padStart(LOOK), 'at most'.padStart(MOST)] : []),
    direction('worse'),
    direction('pass'),
  ].join('')
}

function suiteLine(suite: SuiteState, layout: Layout, page: TerminalPage): string {
  const name = padEnd(terminalLine(suite.suite, layout.name), layout.name)
  if (suite.ended !== undefined) {
    const text = endedText(suite)
    return `${name}  ${suite.ended.verdict === undefined ? text : page.verdict(suite.ended.verdict, text)}`
  }
  const standing = suite.standing?.()
  const pairs = count(pairsDone(suite)).padStart(PAIRS)
  if (standing?.ended === true && standing.verdict === 'regression') {
    return `${name}${pairs}  ${page.verdict('regression', 'got worse; naming what is behind it')}`
  }
  return [
    name,
    pairs,
    ...(layout.looks
      ? [
          (suite.nextLook === 0 ? '–' : count(suite.nextLook)).padStart(LOOK),
          count(suite.mostPairs).padStart(MOST),
        ]
      : []),
    direction(standing?.worse, layout, (text) => page.paint('red', text)),
    direction(standing?.pass, layout, (text) => page.paint('green', text)),
  ].join('')
}

/** How far the latest look has come towards a boundary: a bar, where there is room for one, and a share. */
function direction(share: number | undefined, { bar }: Layout, paint: (text: string) => string): string {
  const filled = share === undefined ? 0 : Math.floor(share * bar + 1e-9)
  const drawn =
    bar === 0 ? '' : `${filled === 0 ? '' : paint('█'.repeat(filled))}${'░'.repeat(bar - filled)} `
  const text = share === undefined ? '–' : percent(Math.floor(share * 100 + 1e-9) / 100)
  return `  ${drawn}${text.padStart(PER_CENT - 1)} `
}

/** Running suites first where there is no room for all, each in its place. */
function chosenSuites(suites: readonly SuiteState[], room: number): readonly SuiteState[] {
  if (suites.length <= room) return suites
  const running = suites.filter((suite) => suite.ended === undefined)
  const ended = suites.filter((suite) => suite.ended !== undefined)
  const chosen = new Set([...running, ...ended.toReversed()].slice(0, Math.max(1, room - 1)))
  return suites.filter((suite) => chosen.has(suite))
}

function hiddenText(suites: readonly SuiteState[], shown: readonly SuiteState[]): string {
  const hidden = suites.filter((suite) => !shown.includes(suite))
  const running = hidden.filter((suite) => suite.ended === undefined).length
  const verdicts = Object.entries(
    Object.groupBy(
      hidden.filter((suite) => suite.ended !== undefined),
      (suite) => suite.ended?.verdict ?? 'drawn',
    ),
  ).map(([verdict, group]) => `${count(group!.length)} ${verdict}`)
  return `and ${[...(running === 0 ? [] : [`${count(running)} more running`]), ...verdicts].join(', ')}`
}

function footLines(
  state: ProgressState,
  { columns, now, left, interrupted }: FrameOptions,
): readonly string[] {
  const { heldBackMs } = state.usage()
  const lost = state.suites.reduce((sum, suite) => sum + suite.missing, 0)
  const used = [usageText(state), ...(lost === 0 ? [] : [`${count(lost)} lost`])].join(', ')
  const time = [
    secondsText(now - state.startedAt),
    ...(left === undefined || interrupted ? [] : [leftText(left)]),
  ].join(', ')
  const whole = `${used}, ${time}`
  return [
    ...(displayWidth(whole) <= columns ? [whole] : [used, time]),
    ...(heldBackMs < SHOWN_WAIT_MS || interrupted
      ? []
      : [`a provider’s limit holds requests back for ${secondsText(heldBackMs)}`]),
    ...(interrupted ? ['interrupted: ending what is in flight; once more ends at once'] : []),
  ]
}

/** Cuts text that holds no control sequences but those of our own colours, which all end within the columns that are kept. */
function cut(line: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
  const plain = line.replace(/\u001b\[[0-9;]*m/g, '')
  return displayWidth(plain) <= columns ? line : abbreviateToWidth(plain, columns)
}
