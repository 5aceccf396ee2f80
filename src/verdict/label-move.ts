import type { LabelShare } from '../stats/label-shares.ts'

/** How the labels of one case differ between the arms of its own pairs. */
export interface LabelMove {
  /** Half the sum of all changes: the share of trials that would have to be called something else. In (0, 1]. */
  readonly moved: number
  /** The label that came less often by most, and the one that came more often by most. */
  readonly from: LabelShare
  readonly to: LabelShare
  /** All labels that came less often. Their share fell by `moved`. */
  readonly lost: ReadonlySet<number>
  /** Labels seen. */
  readonly count: number
}

/**
 * @param base labels of the case's trials, at least one, in any order
 * @param head as many
 * @returns `undefined` where every label came as often in both arms
 */
export function labelMove(base: readonly number[], head: readonly number[]): LabelMove | undefined {
  const shares = [...new Set([...base, ...head])].map(
    (label): LabelShare => ({ label, base: shareOf(label, base), head: shareOf(label, head) }),
  )
  const fallen = shares.filter((one) => one.head < one.base).sort(byChange)
  const risen = shares.filter((one) => one.head > one.base).sort(byChange)
  const [from, to] = [fallen[0], risen[0]]
  if (from === undefined || to === undefined) return undefined
  return {
    moved: Math.min(
      1,
      fallen.reduce((sum, one) => sum + one.base - one.head, 0),
    ),
    from,
    to,
    lost: new Set(fallen.map((one) => one.label)),
    count: shares.length,
  }
}

function byChange(a: LabelShare, b: LabelShare): number {
  return Math.abs(b.head - b.base) - Math.abs(a.head - a.base) || a.label - b.label
}

function shareOf(label: number, arm: readonly number[]): number {
  return arm.filter((one) => one === label).length / arm.length
}
