import * as format from './format-number.ts'
import { changeKind, metricName } from './metric-words.ts'
import type { Phrase } from './phrase.ts'
import type { MetricReport } from './report.ts'

const MOST_BOUNDS = 6

/**
 * What a reader who sees a pass beside an interval that reaches beyond the limit must know: that the verdict rests on another, one-sided bound,
 * and where that lies. `undefined` where no interval gives rise to the question.
 */
export function boundsPhrase(metrics: readonly MetricReport[]): Phrase | undefined {
  const told = metrics.filter(reachesBeyond)
  const [first] = told
  if (first === undefined) return undefined
  const bounds = told
    .slice(0, MOST_BOUNDS)
    .flatMap(
      (metric, at): Phrase => [at === 0 ? '' : ', ', { name: metricName(metric) }, ` ${boundText(metric)}`],
    )
  const rest = told.length - MOST_BOUNDS
  const more = rest > 0 ? `, and ${rest} more in report.json` : ''
  return [
    `A pass rests on a one-sided ${format.percent(first.bound!.level)} bound, not on the interval, which is wider: `,
    ...bounds,
    `${more}.`,
  ]
}

/** A pass whose interval reaches beyond the limit that the pass excludes. */
export function reachesBeyond(metric: MetricReport): boolean {
  const { assertion, bound, delta, absolute, margin = 0, limit = 0, slack = 0 } = metric
  if (bound === undefined) return false
  switch (assertion) {
    case 'no-regression':
      return delta !== null && delta.low < -margin
    case 'at-least':
      return absolute !== undefined && absolute.low < limit - slack
    case 'at-most':
      return absolute !== undefined && absolute.high > limit + slack
    default:
      return delta !== null && delta.high > limit
  }
}

/** How far a pass reaches: `at worst −9.3 points`, `at worst 96.1 %`, `at worst 1.22 ×`; empty without a bound. */
export function boundText(metric: MetricReport): string {
  const { assertion, bound } = metric
  if (bound === undefined) return ''
  switch (changeKind(metric)) {
    case 'absolute':
      return `at worst ${format.percent(bound.value)}`
    case 'ratio':
      return `at worst ${format.ratio(bound.value)}`
    case 'points':
      return `at worst ${assertion === 'distribution' ? format.pointsSize(bound.value) : `${format.points(bound.value)} points`}`
  }
}
