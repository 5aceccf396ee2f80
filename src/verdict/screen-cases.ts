import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts'
import { CULPRIT_DROP, passFail, testCases } from './case-tests.ts'
import { FALSE_NAMES } from './describe-cases.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { Hypothesis } from './hypothesis.ts'

/** A case that seems to have dropped, by the data that also found the drop: reason enough to look again, not to name it. */
export interface Suspect {
  /** Index of the case. */
  readonly case: number
  /** Column of the evidence. */
  readonly metric: number
  readonly graded: boolean
  readonly p: number
  /** base − head, positive. */
  readonly drop: number
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

export function bySuspicion(a: Suspect, b: Suspect): number {
  return a.p - b.p || b.drop - a.drop || a.case - b.case || a.metric - b.metric
}
