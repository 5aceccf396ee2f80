import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts'
import { CULPRIT_DROP, passFail, pWorse, testCases, trialsByCase } from './case-tests.ts'
import { FALSE_NAMES } from './describe-cases.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { Hypothesis } from './hypothesis.ts'
import { labelMove } from './label-move.ts'

/** A case that seems to have dropped, or to be called something else, by the data that also found that: reason enough to look again, not to name it. */
export interface Suspect {
  /** Index of the case. */
  readonly case: number
  /** Column of the evidence. */
  readonly metric: number
  readonly graded: boolean
  readonly p: number
  /** base − head, positive. Of labels, by how much the share of `lost` fell. */
  readonly drop: number
  /** Where the suspicion is of labels: those that came less often. */
  readonly lost?: ReadonlySet<number>
}

/** The cases of a hypothesis that stand out, the most suspicious first: named at a false discovery rate of 10 %, or dropped by half or more. */
export function screenCases(
  table: EvidenceTable,
  { metric, weights }: Pick<Hypothesis, 'metric' | 'weights'>,
): readonly Suspect[] {
  const tests = testCases(table, metric, weights)
  const adjusted = benjaminiHochberg(tests.map((test) => test.worse))
  const graded = ![...table.base[metric]!, ...table.head[metric]!].every(passFail)
  return tests
    .map(({ index, base, head, worse }, place) => ({
      suspect: { case: index, metric, graded, p: worse, drop: (base.mean ?? 0) - (head.mean ?? 0) },
      named: adjusted[place]! <= FALSE_NAMES,
    }))
    .filter(({ suspect, named }) => suspect.drop >= CULPRIT_DROP || (named && suspect.drop > 0))
    .map(({ suspect }) => suspect)
    .sort(bySuspicion)
}

/**
 * The same of labels: cases in which those that came less often fell by half or more, or by more than chance explains at a false discovery rate of
 * 10 %. Which labels these are is chosen by the data, so the p-value counts every set of labels that could have been.
 */
export function screenLabels(
  table: EvidenceTable,
  { metric, weights }: Pick<Hypothesis, 'metric' | 'weights'>,
): readonly Suspect[] {
  const moves = trialsByCase(table, metric, weights).map(({ index, base, head }) => {
    const move = labelMove(base, head)
    if (move === undefined) return { index, p: 1 }
    const { lost, count } = move
    const isLost = (label: number): number => Number(lost.has(label))
    return { index, move, p: Math.min(1, (2 ** count - 2) * pWorse(base.map(isLost), head.map(isLost))) }
  })
  const adjusted = benjaminiHochberg(moves.map((one) => one.p))
  return moves
    .flatMap(({ index, move, p }, place) =>
      move !== undefined && (move.moved >= CULPRIT_DROP || adjusted[place]! <= FALSE_NAMES)
        ? [{ case: index, metric, graded: false, p, drop: move.moved, lost: move.lost }]
        : [],
    )
    .sort(bySuspicion)
}

export function bySuspicion(a: Suspect, b: Suspect): number {
  return a.p - b.p || b.drop - a.drop || a.case - b.case || a.metric - b.metric
}
