import { isQuantityMetric } from '../suite/assertion.ts'
import * as format from './format-number.ts'
import type { MetricReport } from './report.ts'

/** How a metric's change is measured: a difference of shares, a quotient, or (`at-least`, `at-most`) head's own value. */
export type ChangeKind = 'points' | 'ratio' | 'absolute'

export function changeKind(metric: MetricReport): ChangeKind {
  if (metric.assertion === 'at-least' || metric.assertion === 'at-most') return 'absolute'
  return metric.assertion === 'ratio-at-most' || isQuantityMetric(metric.metric) ? 'ratio' : 'points'
}

/** `queue`, `queue [refund]` for a slice, `queue pass^4`, `latency p95`. */
export function metricName({ metric, slice, pass_power, quantile }: MetricReport): string {
  return [
    metric,
    ...(pass_power === undefined ? [] : [` pass^${pass_power}`]),
    ...(quantile === undefined ? [] : [` p${format.amount(100 * quantile)}`]),
    ...(slice === undefined ? [] : [` [${slice}]`]),
  ].join('')
}

/** An arm's mean in the metric's unit: `91 %`, `$0.0021`, `812 ms`, `1,234`; `–` without trials. */
export function valueText(metric: MetricReport | string, value: number | null): string {
  if (value === null) return '–'
  switch (typeof metric === 'string' ? metric : metric.metric) {
    case 'cost':
      return format.money(value)
    case 'latency':
    case 'first-byte':
      return format.duration(value)
    case 'tokens':
    case 'steps':
      return format.amount(value)
    default:
      return format.percent(value)
  }
}

/** Both arms' means: `91 % → 83 %`; `–` where too little was seen for them to mean anything. */
export function valuesText(metric: MetricReport): string {
  const { base, head } = metric
  const isUnseen = base.mean === null && head.mean === null
  if (isUnseen || metric.verdict === 'not-evaluable') return '–'
  return `${valueText(metric, base.mean)} → ${valueText(metric, head.mean)}`
}

/** The change with its interval, short enough for a table: `−8.0 points (−12.0 to −4.0)`, `1.34 × (1.22 to 1.47)`, `head 91 % to 96.6 %`. */
export function changeText(metric: MetricReport): string {
  const { absolute, delta } = metric
  switch (changeKind(metric)) {
    case 'absolute':
      if (absolute !== undefined) return `head ${percents(absolute)}`
      return delta === null ? '–' : `${format.points(delta.estimate)} points (${pointsInterval(delta)})`
    case 'ratio':
      return delta === null ? '–' : `${format.ratio(delta.estimate)} (${ratios(delta)})`
    case 'points':
      return delta === null ? '–' : `${format.points(delta.estimate)} points (${pointsInterval(delta)})`
  }
}

/** `90 % interval` where all metrics have the same level, otherwise `interval`. */
export function intervalName(metrics: readonly MetricReport[]): string {
  const levels = new Set(
    metrics.flatMap(({ absolute, delta }) => (absolute ?? delta)?.level ?? []).map(format.percent),
  )
  return levels.size === 1 ? `${[...levels][0]} interval` : 'interval'
}

/** What the assertion allows: `−5 points`, `≥ 98 %`, `≤ 1.25 ×`; `–` when the report does not say. */
export function limitText(metric: MetricReport): string {
  const { assertion, limit, margin } = metric
  if (assertion === 'no-regression') return margin === undefined ? '–' : `−${format.pointsSize(margin)}`
  if (assertion === 'improves') return changeKind(metric) === 'ratio' ? '< 1 ×' : '> 0 points'
  if (limit === undefined) return '–'
  switch (assertion) {
    case 'at-least':
      return `≥ ${format.percent(limit)}`
    case 'at-most':
      return `≤ ${format.percent(limit)}`
    case 'ratio-at-most':
      return `≤ ${format.ratio(limit)}`
    case 'distribution':
      return `≤ ${format.pointsSize(limit)}`
  }
}

interface Interval {
  readonly low: number
  readonly high: number
}

export function pointsInterval({ low, high }: Interval): string {
  return `${format.points(low)} to ${format.points(high)}`
}

export function ratios({ low, high }: Interval): string {
  return `${format.ratioNumber(low)} to ${format.ratioNumber(high)}`
}

export function percents({ low, high }: Interval): string {
  return `${format.percent(low)} to ${format.percent(high)}`
}
