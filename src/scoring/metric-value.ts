import { isQuantityMetric, type QuantityMetric } from '../suite/assertion.ts'
import type { Outcome, Quantities } from '../target/trial.ts'

const OUTCOME_PREFIX = 'outcome.'

/**
 * The value of a metric in one scored trial: a score in [0, 1], a quantity ≥ 0 (US dollars, milliseconds, tokens, steps),
 * or 1 and 0 for `outcome.<name>`. NaN when it is unknown, which is never the same as 0.
 */
export function metricValue(
  metric: string,
  scores: Readonly<Record<string, number>>,
  quantities: Quantities,
  outcome?: Outcome,
): number {
  if (isQuantityMetric(metric)) return quantityValue(metric, quantities) ?? Number.NaN
  if (metric.startsWith(OUTCOME_PREFIX)) {
    return outcome === undefined ? Number.NaN : Number(metric === OUTCOME_PREFIX + outcome)
  }
  return Object.hasOwn(scores, metric) ? scores[metric]! : Number.NaN
}

function quantityValue(metric: QuantityMetric, quantities: Quantities): number | undefined {
  switch (metric) {
    case 'cost':
      return quantities.cost_usd
    case 'latency':
      return quantities.latency_ms
    case 'tokens':
      return sum(quantities.input_tokens, quantities.output_tokens)
    case 'steps':
      return quantities.steps
    case 'first-byte':
      return quantities.first_byte_ms
  }
}

function sum(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first + second
}
