import { percent, plural } from './format-number.ts'
import type { Phrase } from './phrase.ts'
import type { MetricReport } from './report.ts'

const MOST_LABELS = 5

/**
 * What moved in a distribution, most first, without a full stop: `billing 42 % → 30 %, other 8 % → 20 % and 3 more labels`. `undefined` for other
 * assertions, and where no label was seen.
 */
export function labelsPhrase({ labels, label_count: count = 0 }: MetricReport): Phrase | undefined {
  if (count === 0) return undefined
  if (labels === undefined) return [`${plural(count, 'label')}, which are outputs and not published`]
  const moved = labels
    .map(({ label, base, head }) => ({ label, base: percent(base), head: percent(head) }))
    .filter(({ base, head }) => base !== head)
    .slice(0, MOST_LABELS)
  if (moved.length === 0) return [`${plural(count, 'label')}, each as frequent as before`]
  const rest = count - moved.length
  return [
    ...moved.flatMap(({ label, base, head }, index) => [
      ...(index === 0 ? [] : [', ']),
      { label },
      ` ${base} → ${head}`,
    ]),
    ...(rest === 0 ? [] : [` and ${plural(rest, 'more label')}`]),
  ]
}
