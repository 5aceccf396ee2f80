import { trialsByCase } from './case-tests.ts'
import type { ConfirmedDrop } from './confirmations.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { Hypothesis } from './hypothesis.ts'
import type { MovedCase } from './judgement.ts'
import { labelMove } from './label-move.ts'

/** Cases told of a distribution. */
const MOST = 5

/**
 * The cases whose labels moved most: those that fresh pairs confirm, then by how much of the suite's change they make up. Description only: the
 * gate does not look at it.
 */
export function describeLabels(
  table: EvidenceTable,
  { metric, weights }: Pick<Hypothesis, 'metric' | 'weights'>,
  confirmed: readonly ConfirmedDrop[],
): readonly MovedCase[] {
  return trialsByCase(table, metric, weights)
    .flatMap(({ index, base, head }) => {
      const move = labelMove(base, head)
      if (move === undefined) return []
      const { moved, from, to } = move
      const fresh = confirmed.find(
        (one) => one.lost !== undefined && one.case === index && one.metric === metric,
      )
      return [
        {
          share: weights[index]! * moved,
          told: {
            case: table.caseIds[index]!,
            trials: base.length,
            moved,
            from,
            to,
            ...(fresh === undefined ? {} : { confirmed: { base: fresh.base, head: fresh.head, p: fresh.p } }),
          },
        },
      ]
    })
    .sort(
      (a, b) =>
        Number(b.told.confirmed !== undefined) - Number(a.told.confirmed !== undefined) ||
        b.share - a.share ||
        b.told.trials - a.told.trials,
    )
    .slice(0, MOST)
    .map(({ told }) => told)
}
