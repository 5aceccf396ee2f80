import { boundText, reachesBeyond } from './bound-words.ts'
import * as format from './format-number.ts'
import {
  changeKind,
  limitText,
  metricName,
  percents,
  pointsInterval,
  ratios,
  valueText,
} from './metric-words.ts'
import { asSentence, type Phrase } from './phrase.ts'
import type { MetricReport } from './report.ts'

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
    return [name, `: the distribution of ${moved}; the limit is ${limitText(metric).slice(2)}.`]
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
      return `${margin} is ruled out${boundMeaning(metric)}`
    default:
      return undefined
  }
}

/** Where the interval beside it seems to say otherwise. */
function boundMeaning(metric: MetricReport): string {
  if (metric.bound === undefined || !reachesBeyond(metric)) return ''
  return ` (${boundText(metric)}, a one-sided ${format.percent(metric.bound.level)} bound)`
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
      return `${limit} is ruled out${boundMeaning(metric)}`
  }
}

function absoluteMeaning(metric: MetricReport): string {
  const { assertion, limit = 0, slack = 0 } = metric
  const required = `${assertion === 'at-least' ? 'at least' : 'at most'} ${format.percent(limit)} is required`
  if (metric.verdict === 'inconclusive') return `${required}, which is neither met nor missed for sure`
  if (metric.verdict === 'regression' || slack === 0) return required
  return `${required}, with a slack of ${format.pointsSize(slack)}`
}
