import type { ScoredTrial } from '../scoring/compile-scorers.ts'
import { metricValue } from '../scoring/metric-value.ts'
import type { Quantities } from '../target/trial.ts'
import type { LabelTexts } from './label-texts.ts'

/**
 * A scored trial as the numbers that evidence is made of, one per metric: what `metricValue` gives, and codes for labels. `outcome`, as a metric
 * of its own, is the label of the trial's outcome.
 */
export function trialValues(
  metrics: readonly string[],
  { outcome, scores, labels }: ScoredTrial,
  quantities: Quantities,
  texts: LabelTexts,
): Float64Array {
  return Float64Array.from(metrics, (metric) => {
    if (metric === 'outcome') return texts.code({ text: outcome, own: true })
    const label = Object.hasOwn(labels, metric) ? labels[metric] : undefined
    return label === undefined ? metricValue(metric, scores, quantities, outcome) : texts.code(label)
  })
}
