import { nearest } from '../boundary/nearest.ts'
import { QUANTITY_METRICS } from './assertion.ts'

/** Outcomes whose rate can be a metric. Trials that end as `infra-error` have no score, so there is no rate of them. */
const OUTCOME_METRICS = [
  'outcome.ok',
  'outcome.abstained',
  'outcome.refused',
  'outcome.clarified',
  'outcome.gave-up',
  'outcome.truncated',
  'outcome.invalid',
] as const

/** Names that no scorer may take. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set<string>([...QUANTITY_METRICS, 'outcome'])

export interface UnknownMetric {
  readonly message: string
  readonly hint: string
}

/** What is wrong with the name of a metric, or `undefined`. */
export function unknownMetric(metric: string, scorers: ReadonlySet<string>): UnknownMetric | undefined {
  const known = [...scorers, ...QUANTITY_METRICS, ...OUTCOME_METRICS]
  if (known.includes(metric)) return undefined
  if (metric === 'outcome') {
    const message = 'the outcome of a trial is a label, not a score: only "distribution" applies to it'
    return { message, hint: 'for the rate of one outcome write `metric: outcome.refused`' }
  }
  const message = `there is no metric "${metric}"`
  const [scorer] = metric.split('.')
  if (scorer !== undefined && scorer !== metric && scorers.has(scorer)) {
    return { message, hint: `the scorer "${scorer}" gives one score: write \`metric: ${scorer}\`` }
  }
  const near = nearest(metric, known)
  if (near !== undefined) return { message, hint: `did you mean "${near}"?` }
  const names = [...new Set([...scorers, ...QUANTITY_METRICS, 'outcome.NAME'])].join(', ')
  return { message, hint: `a metric is one of ${names}` }
}
