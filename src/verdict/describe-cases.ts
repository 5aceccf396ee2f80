import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts'
import { type Assertion, isQuantityMetric } from '../suite/assertion.ts'
import { type CaseTest, testCases } from './case-tests.ts'
import { type ConfirmedDrop, isOfLabels } from './confirmations.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { CaseJudgement } from './judgement.ts'

/** Expected share of cases that are named without cause. */
export const FALSE_NAMES = 0.1
/** Cases listed per suite. */
const MOST = 100

/**
 * Which cases moved, worst first: those that fresh pairs confirm, those that a test names at a false discovery rate of 10 %, and those whose scores differ at all.
 * Description only: the gate does not look at it.
 */
export function describeCases(
  table: EvidenceTable,
  assertions: readonly Assertion[],
  confirmed: readonly ConfirmedDrop[],
): readonly CaseJudgement[] {
  // Labels are neither better nor worse.
  const scored = assertions.filter((one) => one.claim.kind !== 'distribution')
  const gating = scored.filter((one) => one.role !== 'advisory')
  const named = gating.length > 0 ? gating : scored
  const metrics = [...new Set(named.map((one) => one.metric))].filter((metric) => !isQuantityMetric(metric))
  const tests = metrics.flatMap((metric) =>
    testCases(table, table.metrics.indexOf(metric), table.weights).map((test) => ({ metric, test })),
  )
  const drops = confirmed
    .filter((one) => !isOfLabels(one))
    .map((one) => ({ ...one, metric: table.metrics[one.metric]! }))
  return [...nameCases(tests, table.caseIds, drops), ...headOnlyCases(table, metrics)]
}

/** A drop that fresh trials have confirmed, by the name of its metric. */
interface NamedDrop extends Omit<ConfirmedDrop, 'metric' | 'lost'> {
  readonly metric: string
}

/** The tested cases that moved, worst first. */
export function nameCases(
  tests: readonly { readonly metric: string; readonly test: CaseTest }[],
  caseIds: readonly string[],
  confirmed: readonly NamedDrop[] = [],
): readonly CaseJudgement[] {
  const worse = benjaminiHochberg(tests.map(({ test }) => test.worse))
  const better = benjaminiHochberg(tests.map(({ test }) => test.better))
  return tests
    .map(({ metric, test }, index): CaseJudgement & { readonly drop: number } => {
      const fresh = confirmed.find((one) => one.case === test.index && one.metric === metric)
      return {
        case: caseIds[test.index]!,
        metric,
        form: 'paired',
        verdict:
          fresh !== undefined || worse[index]! <= FALSE_NAMES
            ? 'regression'
            : better[index]! <= FALSE_NAMES
              ? 'improved'
              : 'inconclusive',
        base: test.base,
        head: test.head,
        ...(fresh === undefined ? {} : { confirmed: { base: fresh.base, head: fresh.head, p: fresh.p } }),
        drop: dropOf(test),
      }
    })
    .filter((one) => one.drop !== 0)
    .sort(
      (a, b) =>
        Number(b.confirmed !== undefined) - Number(a.confirmed !== undefined) ||
        Number(b.verdict === 'regression') - Number(a.verdict === 'regression') ||
        b.drop - a.drop,
    )
    .slice(0, MOST)
    .map(({ drop: _, ...judgement }) => judgement)
}

function dropOf(test: CaseTest): number {
  return (test.base.mean ?? 0) - (test.head.mean ?? 0)
}

/** New and edited cases have nothing to be compared with: their means are shown. */
function headOnlyCases(table: EvidenceTable, metrics: readonly string[]): readonly CaseJudgement[] {
  const trials = Map.groupBy(table.headOnly, (trial) => `${trial.form} ${trial.id}`)
  return metrics.flatMap((metric) => {
    const column = table.metrics.indexOf(metric)
    return [...trials.values()].map((group): CaseJudgement => {
      const { id, form } = group[0]!
      const mean = group.reduce((sum, trial) => sum + trial.head[column]!, 0) / group.length
      return {
        case: id,
        metric,
        form,
        verdict: 'inconclusive',
        base: { mean: null, trials: 0 },
        head: { mean, trials: group.length },
      }
    })
  })
}
