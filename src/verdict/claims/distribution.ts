import { type LabelShares, labelShares } from '../../stats/label-shares.ts'
import { type LabelledPairs, totalVariation } from '../../stats/total-variation.ts'
import type { Claim } from '../../suite/assertion.ts'
import type { ClaimTest } from '../claim-test.ts'
import type { EvidenceTable } from '../evidence-table.ts'
import type { ClaimEvidence, Hypothesis } from '../hypothesis.ts'
import { points, summarise } from './summaries.ts'
import { tightestLimit } from './tightest-limit.ts'

type DistributionClaim = Extract<Claim, { kind: 'distribution' }>

/** A proven change up to this share of the limit is a note, not a red check. */
const TOLERATED = 1 / 3
/** Labels whose shares are told. */
const MOST_LABELS = 20

/**
 * "The shares of the values (which queue, which tool, which outcome) differ from base's by less than this total variation": red when a change is
 * proven by the sign-flip test and is more than a third of the limit, pass when a change by the limit is excluded for every set of values.
 */
export function testDistribution(
  hypothesis: Hypothesis<DistributionClaim>,
  { table, deterministic, marks }: ClaimEvidence,
): ClaimTest {
  const limit = hypothesis.claim.totalVariation
  const { labelled, values } = labelsOf(hypothesis, table, false)
  const seen = totalVariation(labelled)
  const worst = totalVariation(labelsOf(hypothesis, table, true).labelled)
  const { base, head } = summarise(hypothesis, table)
  return {
    // Values are names: they have no mean.
    base: { mean: null, trials: base.trials },
    head: { mean: null, trials: head.trials },
    p: deterministic || seen.pairs === 0 ? null : marks.p,
    information: worst.pairs,
    decide({ level, miss, falseAlarmBound, missBound, missSpent, passed }) {
      if (seen.pairs === 0) {
        return {
          verdict: 'not-evaluable',
          reason: 'no pair of trials has a value in both arms',
          delta: null,
          detectable: null,
          notes: [],
        }
      }
      const { low, high } = seen.interval(falseAlarmBound)
      const common = {
        delta: deterministic ? null : { estimate: seen.estimate, low, high, level: 1 - 2 * level },
        detectable: null,
        labels: sharesByValue(labelled, values),
        notes: [],
      }
      const moved = `the values moved by ${points(seen.estimate)}`
      if (deterministic ? seen.estimate >= limit : marks.dropped && seen.estimate > limit * TOLERATED) {
        return {
          ...common,
          verdict: 'regression',
          cause: 'mean',
          reason: `${moved}, more than chance explains`,
        }
      }
      const excludes = (distance: number): boolean => worst.excludes(distance, missBound, missSpent)
      const pass =
        passed ??
        (excludes(limit)
          ? { bound: { value: tightestLimit(excludes, limit, 0), level: 1 - miss } }
          : undefined)
      if (deterministic || pass !== undefined) {
        return {
          ...common,
          ...(deterministic ? {} : pass),
          verdict: 'pass',
          reason: `${moved}; a change by ${points(limit)} is ruled out`,
        }
      }
      return {
        ...common,
        verdict: 'inconclusive',
        reason: `${moved}: ${seen.pairs} pairs neither prove a change nor rule out one by ${points(limit)}`,
      }
    },
  }
}

/** The metric's values as labels: integers in the order in which they come, and which value each stands for. */
function labelsOf(
  { metric, weights }: Hypothesis,
  table: EvidenceTable,
  withLost: boolean,
): { readonly labelled: LabelledPairs; readonly values: readonly number[] } {
  const codes = new Map<number, number>()
  const codeOf = (value: number): number => {
    if (Number.isNaN(value)) return -1
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    return code
  }
  const [base, head] = [table.base[metric]!, table.head[metric]!].map((column) => [...column].map(codeOf))
  const lost = withLost ? [...table.lost] : []
  const fresh = codes.size
  const labelled = {
    base: Int32Array.from([...base!, ...lost.map(() => fresh)]),
    head: Int32Array.from([...head!, ...lost.map(() => fresh + 1)]),
    cases: Uint32Array.from([...table.cases, ...lost]),
    weights,
    perRound: table.perRound,
  }
  return { labelled, values: [...codes.keys()] }
}

function sharesByValue(labelled: LabelledPairs, values: readonly number[]): LabelShares {
  const { count, shares } = labelShares(labelled, MOST_LABELS)
  return { count, shares: shares.map((one) => ({ ...one, label: values[one.label]! })) }
}
