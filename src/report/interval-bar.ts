import { abbreviateToWidth, padEnd } from './terminal-text.ts'

/** One interval on the common axis. All values are finite. */
export interface IntervalRow {
  /** Printable text. */
  readonly label: string
  readonly low: number
  readonly estimate: number
  readonly high: number
  /** Where the assertion's limit lies, when it has one. */
  readonly limit?: number
}

export interface IntervalAxis {
  /** Columns of the whole picture, labels included; at least 30. */
  readonly width: number
  /** Columns of the labels; longer ones are abbreviated. */
  readonly labelWidth: number
  /** The value that means no change, when the axis has one. */
  readonly zero?: number
  format(value: number): string
}

/**
 * Intervals as monospace text, one line a row, and a line of axis labels below: `├──●──┤` is an interval with its estimate, `│` no
 * change (`┼` inside an interval), `¦` the limit. The glyphs are of the WGL4 set, which monospace fonts have in equal width.
 */
export function intervalBars(rows: readonly IntervalRow[], axis: IntervalAxis): readonly string[] {
  const { labelWidth } = axis
  const barWidth = axis.width - labelWidth - 2
  const column = columnOf(
    [...rows.flatMap(valuesOf), ...(axis.zero === undefined ? [] : [axis.zero])],
    barWidth,
  )
  const bars = rows.map(
    (row) =>
      `${padEnd(abbreviateToWidth(row.label, labelWidth), labelWidth)}  ${bar(row, axis, column, barWidth)}`,
  )
  return [...bars, ' '.repeat(labelWidth + 2) + axisLabels(rows, axis, column, barWidth)].map((line) =>
    line.trimEnd(),
  )
}

type Column = (value: number) => number

function bar(row: IntervalRow, axis: IntervalAxis, column: Column, width: number): string {
  const cells = Array.from({ length: width }, () => ' ')
  const [low, high] = [column(Math.min(row.low, row.high)), column(Math.max(row.low, row.high))]
  for (let at = low; at <= high; at++) cells[at] = '─'
  cells[low] = '├'
  cells[high] = '┤'
  if (axis.zero !== undefined) {
    const zero = column(axis.zero)
    cells[zero] = zero > low && zero < high ? '┼' : zero < low || zero > high ? '│' : cells[zero]!
  }
  if (row.limit !== undefined) cells[column(row.limit)] = '¦'
  cells[column(row.estimate)] = '●'
  return cells.join('')
}

/** Zero and the limits are named first; an end of the axis only where there is room. */
function axisLabels(rows: readonly IntervalRow[], axis: IntervalAxis, column: Column, width: number): string {
  const values = rows.flatMap(valuesOf)
  const candidates = [
    ...(axis.zero === undefined ? [] : [axis.zero]),
    ...rows.flatMap(({ limit }) => limit ?? []),
    Math.min(...values),
    Math.max(...values),
  ]
  let line = ' '.repeat(width)
  for (const value of candidates) {
    const text = axis.format(value)
    const start = Math.max(0, Math.min(width - text.length, column(value) - Math.floor(text.length / 2)))
    const room = line.slice(Math.max(0, start - 2), start + text.length + 2)
    if (text.length > width || room.trim() !== '') continue
    line = line.slice(0, start) + text + line.slice(start + text.length)
  }
  return line
}

function valuesOf(row: IntervalRow): readonly number[] {
  return [row.low, row.estimate, row.high, ...(row.limit === undefined ? [] : [row.limit])]
}

/** Values are scaled before they are subtracted, so that no difference overflows. */
function columnOf(values: readonly number[], width: number): Column {
  const scale = Math.max(...values.map(Math.abs)) || 1
  const low = Math.min(...values) / scale
  const span = Math.max(...values) / scale - low
  return (value) => {
    if (span === 0) return Math.floor((width - 1) / 2)
    return Math.round(((value / scale - low) / span) * (width - 1))
  }
}
