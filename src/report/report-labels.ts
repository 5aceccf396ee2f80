import type { Label } from '../scoring/label.ts'
import type { LabelShare } from '../stats/label-shares.ts'
import type { Policy } from '../suite/policy.ts'
import type { MetricJudgement } from '../verdict/judgement.ts'
import { abbreviate } from './abbreviate.ts'
import type { MetricReport } from './report.ts'

/** Characters of a label. */
const LONGEST_LABEL = 200

/**
 * The labels of a distribution in the words of the JSON contract. What the model wrote is an output, and published like one: without that, only
 * how many labels there are and by how much cases moved. Our own words (outcomes, `(none)`) and scores are no outputs.
 *
 * @param texts what the values stand for; a value that is not in it is a score
 */
export function reportLabels(
  { labels, movedCases }: Pick<MetricJudgement, 'labels' | 'movedCases'>,
  texts: ReadonlyMap<number, Label>,
  publish: Policy['publish']['outputs'],
): Pick<MetricReport, 'labels' | 'label_count' | 'moved_cases'> {
  if (labels === undefined) return {}
  const { count, shares } = labels
  const isOutput = ({ label }: LabelShare): boolean => texts.get(label)?.own === false
  const moved = movedCases?.flatMap(({ from, to }) => [from, to]) ?? []
  const isHidden = publish === 'none' && [...shares, ...moved].some(isOutput)
  const told = ({ label, base, head }: LabelShare) => ({
    label: abbreviate(texts.get(label)?.text ?? String(label), LONGEST_LABEL),
    // Sums of weights can differ from 1 by rounding.
    base: Math.min(1, base),
    head: Math.min(1, head),
  })
  const unnamed = ({ base, head }: LabelShare) => ({ base, head })
  const move = isHidden ? unnamed : told
  return {
    ...(isHidden ? {} : { labels: shares.map(told) }),
    label_count: count,
    ...(movedCases === undefined
      ? {}
      : {
          moved_cases: movedCases.map(({ confirmed, from, to, ...one }) => ({
            ...one,
            from: move(from),
            to: move(to),
            ...(confirmed === undefined
              ? {}
              : { confirmed: { ...confirmed, base: { ...confirmed.base }, head: { ...confirmed.head } } }),
          })),
        }),
  }
}
