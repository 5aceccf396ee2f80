import { caseMoments, weightedSum } from './paired-sample.ts'
import type { LabelledPairs } from './total-variation.ts'

/** How often a label came in each arm, in [0, 1], weighted over cases as the distance between the arms is. */
export interface LabelShare {
  readonly label: number
  readonly base: number
  readonly head: number
}

export interface LabelShares {
  /** Labels that were seen in pairs with a label in both arms. */
  readonly count: number
  /** The most frequent ones, those whose share changed most first; of equal changes the more frequent first. */
  readonly shares: readonly LabelShare[]
}

/** @param most labels that are listed, at least 1 */
export function labelShares(labelled: LabelledPairs, most: number): LabelShares {
  const seen = frequencies(labelled)
  const shares = seen.slice(0, most).map((label) => ({
    label,
    base: shareOf(labelled, labelled.base, label),
    head: shareOf(labelled, labelled.head, label),
  }))
  const change = ({ base, head }: LabelShare): number => Math.abs(head - base)
  return { count: seen.length, shares: shares.sort((a, b) => change(b) - change(a)) }
}

/** Labels by how many trials have them, over both arms. */
function frequencies({ base, head, cases, weights }: LabelledPairs): readonly number[] {
  const trials = new Map<number, number>()
  base.forEach((code, pair) => {
    const other = head[pair]!
    if (code < 0 || other < 0 || weights[cases[pair]!] === 0) return
    for (const label of [code, other]) trials.set(label, (trials.get(label) ?? 0) + 1)
  })
  return [...trials].sort(([a, n], [b, m]) => m - n || a - b).map(([label]) => label)
}

function shareOf(labelled: LabelledPairs, arm: Int32Array, label: number): number {
  const { base, head, cases, weights, perRound } = labelled
  const has = Float64Array.from(arm, (code, pair) =>
    base[pair]! < 0 || head[pair]! < 0 ? Number.NaN : Number(code === label),
  )
  const moments = caseMoments(has, cases, weights, perRound)
  return weightedSum(moments.weights, moments.means)
}
