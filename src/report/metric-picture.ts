import * as format from './format-number.ts'
import { type IntervalRow, intervalBars } from './interval-bar.ts'
import { type ChangeKind, changeKind, intervalName, metricName } from './metric-words.ts'
import type { MetricReport } from './report.ts'
import { displayWidth, terminalLine } from './terminal-text.ts'

/** A metric and, where several suites share a picture, its suite. */
export interface PicturedMetric {
  readonly metric: MetricReport
  readonly suite?: string
}

const MOST_OF_WIDTH_FOR_LABELS = 0.4

const TITLES: Readonly<Record<ChangeKind, string>> = {
  points: 'change from base to head, in points',
  ratio: 'head / base',
  absolute: "head's own value",
}

/**
 * The intervals of the metrics as text: one picture for each way of measuring a change, since those share no axis. Empty when no
 * metric has an interval.
 */
export function metricPicture(metrics: readonly PicturedMetric[], width: number): readonly string[] {
  const groups = (['points', 'ratio', 'absolute'] as const)
    .map((kind) => ({ kind, rows: metrics.flatMap((pictured) => intervalRow(pictured, kind) ?? []) }))
    .filter(({ rows }) => rows.length > 0)
  const widest = Math.max(0, ...groups.flatMap(({ rows }) => rows.map(({ label }) => displayWidth(label))))
  const labelWidth = Math.min(widest, Math.floor(width * MOST_OF_WIDTH_FOR_LABELS))
  return groups.flatMap(({ kind, rows }) => [
    TITLES[kind],
    ...intervalBars(rows, { width, labelWidth, ...AXES[kind] }),
  ])
}

/** What the glyphs of a picture mean. */
export function pictureLegend(metrics: readonly PicturedMetric[]): string {
  return `├──●──┤ ${intervalName(metrics.map(({ metric }) => metric))}   │ no change   ¦ limit`
}

const AXES = {
  points: { zero: 0, format: (value: number) => (value === 0 ? '0' : format.points(value)) },
  ratio: { zero: 1, format: (value: number) => format.ratioNumber(value) },
  absolute: { format: format.percent },
}

function intervalRow({ metric, suite }: PicturedMetric, kind: ChangeKind): IntervalRow | undefined {
  const interval = kind === 'absolute' ? metric.absolute : metric.delta
  if (changeKind(metric) !== kind || interval === null || interval === undefined) return undefined
  const label = terminalLine(suite === undefined ? metricName(metric) : `${suite} ${metricName(metric)}`)
  const limit = limitOf(metric)
  const { low, estimate, high } = interval
  return limit === undefined ? { label, low, estimate, high } : { label, low, estimate, high, limit }
}

function limitOf(metric: MetricReport): number | undefined {
  if (metric.assertion === 'no-regression') return metric.margin === undefined ? undefined : -metric.margin
  return metric.limit
}
