import type { Label } from '../scoring/label.ts'
import type { LabelShares } from '../stats/label-shares.ts'
import type { Policy } from '../suite/policy.ts'
import { abbreviate } from './abbreviate.ts'
import type { MetricReport } from './report.ts'

/** Characters of a label. */
const LONGEST_LABEL = 200

/**
 * The labels of a distribution in the words of the JSON contract. What the model wrote is an output, and published like one: without that, only
 * how many labels there are. Our own words (outcomes, `(none)`) and scores are no outputs.
 *
 * @param texts what the values stand for; a value that is not in it is a score
 */
export function reportLabels(
  { count, shares }: LabelShares,
  texts: ReadonlyMap<number, Label>,
  publish: Policy['publish']['outputs'],
): Pick<MetricReport, 'labels' | 'label_count'> {
  const isHidden = publish === 'none' && shares.some(({ label }) => texts.get(label)?.own === false)
  if (isHidden) return { label_count: count }
  const labels = shares.map(({ label, base, head }) => ({
    label: abbreviate(texts.get(label)?.text ?? String(label), LONGEST_LABEL),
    // Sums of weights can differ from 1 by rounding.
    base: Math.min(1, base),
    head: Math.min(1, head),
  }))
  return { labels, label_count: count }
}
