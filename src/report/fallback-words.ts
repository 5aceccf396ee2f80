import { percent, plural, points, pointsSize } from './format-number.ts'
import { valueText } from './metric-words.ts'
import type { FallbackReport } from './report.ts'

type FallbackMetric = FallbackReport['metrics'][number]

/**
 * How head does when its model fails, in one sentence without a full stop: what got lower, else what is not known, else that nothing is lost.
 */
export function fallbackText({ model, planned, lost, metrics }: Omit<FallbackReport, 'reason'>): string {
  const trials = Math.max(0, ...metrics.map((one) => one.fallback.trials))
  const begin = `when its model fails, head answers by ${model}`
  if (trials === 0) {
    return lost === 0
      ? `${begin}, which was not tried`
      : `${begin}, which did not answer either: ${plural(lost, 'trial')} ended without an answer`
  }
  const some = trials < planned ? ` (${trials} of ${planned} trials)` : ` (${plural(trials, 'trial')})`
  return `${begin}${some}: ${metrics.map(metricText).join('; ')}${lost === 0 ? '' : `; ${plural(lost, 'trial')} ended without an answer`}`
}

function metricText(one: FallbackMetric): string {
  const { metric, primary, fallback } = one
  const meaning = FALLBACK_VERDICTS[one.verdict]
  return primary.trials === 0
    ? `${metric} ${valueText(metric, fallback.mean)} (${intervalText(one)})`
    : `${metric} ${valueText(metric, primary.mean)} → ${valueText(metric, fallback.mean)}, ${meaning(one)}`
}

/** What the difference between the fallback and the model amounts to. */
export const FALLBACK_VERDICTS: Readonly<Record<FallbackMetric['verdict'], (one: FallbackMetric) => string>> =
  {
    lower: () => 'lower',
    higher: () => 'higher',
    close: ({ margin }) => `within ${pointsSize(margin)}`,
    open: ({ margin }) => `a difference of ${pointsSize(margin)} is neither proven nor ruled out`,
  }

/** The interval of the mean on the fallback: `71 % to 88 %`. */
export function intervalText({ interval }: FallbackMetric): string {
  return `${percent(interval.low)} to ${percent(interval.high)}`
}

/** Fallback − primary: `−8.0 points (−12.0 to −4.0)`; `–` where there is nothing to compare with. */
export function fallbackChangeText({ delta }: FallbackMetric): string {
  return delta === null
    ? '–'
    : `${points(delta.estimate)} points (${points(delta.low)} to ${points(delta.high)})`
}
