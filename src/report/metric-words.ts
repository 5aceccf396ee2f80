import { isQuantityMetric } from '../suite/assertion.ts'
import * as format from './format-number.ts'
import { asSentence, type Phrase } from './phrase.ts'
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

/**
 * The metric's result and what it means for the gate, as the sentence that leads a report. A metric without the figures for such
 * a sentence is told by its own reason.
 */
export function metricSentence(metric: MetricReport): Phrase {
  const facts = metricFacts(metric)
  return facts === undefined
    ? [{ name: metricName(metric) }, ': ', { prose: asSentence(metric.reason) }]
    : facts
}

function metricFacts(metric: MetricReport): Phrase | undefined {
  if (metric.verdict === 'not-evaluable') return undefined
  // The sentence speaks of the mean; what broke a case is told by the reason.
  if (metric.verdict === 'regression' && metric.cause !== undefined && metric.cause !== 'mean')
    return undefined
  const { absolute, delta } = metric
  const name = { name: metricName(metric) }
  if (changeKind(metric) === 'absolute') {
    if (absolute === undefined || metric.limit === undefined) return undefined
    const interval = `${format.percent(absolute.level)} interval ${percents(absolute)}`
    return [name, ` is ${format.percent(absolute.estimate)} (${interval}); ${absoluteMeaning(metric)}.`]
  }
  if (delta === null) return undefined
  const level = format.percent(delta.level)
  if (metric.assertion === 'distribution') {
    const moved = `answers moved by ${format.pointsSize(delta.estimate)} (${level} interval ${pointsInterval(delta)})`
    return [`the distribution of `, name, ` ${moved}; the limit is ${limitText(metric).slice(2)}.`]
  }
  const [base, head] = [valueText(metric, metric.base.mean), valueText(metric, metric.head.mean)]
  if (changeKind(metric) === 'ratio') {
    const size = `${format.ratio(delta.estimate)} base, ${level} interval ${ratios(delta)}`
    return [name, ` ${movement(delta.estimate - 1, base, head)} (${size}); ${ratioMeaning(metric)}.`]
  }
  const size = `${format.points(delta.estimate)} points, ${level} interval ${pointsInterval(delta)}`
  const meaning =
    metric.assertion === 'improves' ? improvesMeaning(metric) : dropMeaning(metric, delta.estimate)
  // A red metric whose mean did not fall (damage in a few cases) would contradict its own sentence.
  if (meaning === undefined) return undefined
  return [name, ` ${movement(delta.estimate, base, head)} (${size}); ${meaning}.`]
}

function movement(change: number, base: string, head: string): string {
  if (base === head) return `stayed at ${head}`
  return `${change < 0 ? 'fell' : 'rose'} from ${base} to ${head}`
}

function dropMeaning(metric: MetricReport, change: number): string | undefined {
  if (metric.margin === undefined) return undefined
  const margin = `a drop of ${format.pointsSize(metric.margin)}`
  switch (metric.verdict) {
    case 'regression':
      if (change >= 0) return undefined
      if (-change >= metric.margin) return `${margin} blocks`
      return metric.tolerance === undefined
        ? 'the drop is proven'
        : `a proven drop of more than ${format.pointsSize(metric.tolerance)} blocks`
    case 'inconclusive':
      return `${margin} is neither proven nor ruled out`
    case 'improved':
      return 'the gain is proven'
    case 'pass':
      return `${margin} is ruled out`
    default:
      return undefined
  }
}

function improvesMeaning(metric: MetricReport): string {
  return metric.verdict === 'pass' || metric.verdict === 'improved'
    ? 'the suite asks for a gain, and it is proven'
    : 'the suite asks for a gain, and it is not proven'
}

function ratioMeaning(metric: MetricReport): string {
  if (metric.assertion === 'improves') return improvesMeaning(metric)
  if (metric.limit === undefined) return metric.verdict
  const limit = `more than ${format.ratio(metric.limit)}`
  switch (metric.verdict) {
    case 'regression':
      return `${limit} blocks`
    case 'inconclusive':
      return `${limit} is neither proven nor ruled out`
    default:
      return `${limit} is ruled out`
  }
}

function absoluteMeaning(metric: MetricReport): string {
  const { assertion, limit = 0, slack = 0 } = metric
  const required = `${assertion === 'at-least' ? 'at least' : 'at most'} ${format.percent(limit)} is required`
  if (metric.verdict === 'inconclusive') return `${required}, which is neither met nor missed for sure`
  if (metric.verdict === 'regression' || slack === 0) return required
  return `${required}, with a slack of ${format.pointsSize(slack)}`
}

interface Interval {
  readonly low: number
  readonly high: number
}

function pointsInterval({ low, high }: Interval): string {
  return `${format.points(low)} to ${format.points(high)}`
}

function ratios({ low, high }: Interval): string {
  return `${format.ratioNumber(low)} to ${format.ratioNumber(high)}`
}

function percents({ low, high }: Interval): string {
  return `${format.percent(low)} to ${format.percent(high)}`
}
