/** Primary and guardrail metrics can turn the check red; an advisory one spends no error budget and never does. */
export type MetricRole = 'primary' | 'guardrail' | 'advisory'

/** A statistical claim about a metric: `design.md` §5. */
export interface Assertion {
  /** A scorer's name, `scorer.score`, or a reserved name: `cost`, `latency`, `tokens`, … */
  readonly metric: string
  readonly role: MetricRole
  readonly claim: Claim
  /** Tags whose cases are judged as slices of their own. */
  readonly slices: readonly string[]
}

export type Claim =
  | NoRegressionClaim
  | RateClaim
  | RatioClaim
  | { readonly kind: 'improves' }
  | { readonly kind: 'distribution' /** in (0, 1] */; readonly totalVariation: number }

export interface RatioClaim {
  readonly kind: 'ratio-at-most'
  /** > 0. */
  readonly ratio: number
  /** In (0, 1): the claim is about this quantile, such as .95, instead of the geometric mean. */
  readonly quantile?: number
}

export interface NoRegressionClaim {
  readonly kind: 'no-regression'
  /** The smallest drop worth blocking a merge for, in (0, 1]; default .10. */
  readonly margin: number
  /** A proven drop up to this size is a note, not a red check; in [0, margin); default margin / 3. */
  readonly tolerance: number
  /** What the finding `cases got worse` does. */
  readonly cases: 'note' | 'fail'
  /** k ≥ 2: the claim is about pass^k, the chance that k trials of a case all pass, instead of one. */
  readonly passPower?: number
}

export interface RateClaim {
  readonly kind: 'at-least' | 'at-most'
  /** In [0, 1]. */
  readonly rate: number
  /** Pass is proven against `rate − slack` (`at-least`) or `rate + slack` (`at-most`); > 0. */
  readonly slack: number
  /** As in `NoRegressionClaim`. */
  readonly passPower?: number
}

/** Metrics that are measured, not scored: any non-negative number, compared by ratio. Lower is better. */
export const QUANTITY_METRICS = ['cost', 'latency', 'first-byte', 'tokens', 'steps'] as const
export type QuantityMetric = (typeof QUANTITY_METRICS)[number]

export function isQuantityMetric(metric: string): metric is QuantityMetric {
  return (QUANTITY_METRICS as readonly string[]).includes(metric)
}
