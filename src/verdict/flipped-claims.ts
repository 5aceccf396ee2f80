import type { EvidencePair } from '../sampling/evidence.ts'
import { pairValue } from '../sampling/pair-store.ts'
import { ratioDifference } from '../stats/log-ratio.ts'
import { passPowerPaths } from '../stats/pass-power-difference.ts'
import { exceedanceCut } from '../stats/quantile-exceedance.ts'
import {
  type LabelChange,
  type PathScores,
  type PathStatistics,
  standardisePaths,
} from '../stats/sequential/path-statistics.ts'
import { totalVariationPaths } from '../stats/total-variation.ts'
import type { Claim } from '../suite/assertion.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { Hypothesis } from './hypothesis.ts'

/** How a hypothesis enters the sign-flip test: what of a pair is turned round, and which statistic that makes. */
export interface FlippedClaim {
  readonly hypothesis: Hypothesis
  /** Hypotheses of one key share their differences. */
  readonly key: string
  /** Of one pair; negative is worse, NaN where it is unknown. */
  difference(pair: EvidencePair): number
  /** Of one pair, for claims about labels. */
  changes?(pair: EvidencePair): readonly LabelChange[]
  /** On every path, large is bad, mean 0 and variance 1. */
  drop(paths: ClaimPaths): Float64Array
}

/** What the paths of one hypothesis are made from. */
interface ClaimPaths {
  readonly statistics: PathStatistics
  readonly scores: PathScores
  /** Index of the differences among the columns. */
  readonly column: number
}

/**
 * @param group a number of its own for the claim's labels
 * @param first the evidence of the first look, for what has to be fixed before the test begins
 */
export function flipClaim(hypothesis: Hypothesis, group: number, first: EvidenceTable): FlippedClaim {
  const { claim, metric } = hypothesis
  const headMinusBase = (pair: EvidencePair): number =>
    pairValue(pair, 'head', metric) - pairValue(pair, 'base', metric)
  switch (claim.kind) {
    case 'no-regression':
      return claim.passPower === undefined
        ? {
            hypothesis,
            key: `${metric}`,
            difference: headMinusBase,
            drop: ({ scores }) => scores.either,
          }
        : flipPassPower(hypothesis, claim.passPower)
    case 'improves':
    case 'at-least':
      return { hypothesis, key: `${metric}`, difference: headMinusBase, drop: ({ scores }) => scores.mean }
    case 'at-most':
      return {
        hypothesis,
        key: `${metric} turned`,
        difference: (pair) => -headMinusBase(pair),
        drop: ({ scores }) => scores.mean,
      }
    case 'ratio-at-most':
      return flipRatio({ ...hypothesis, claim }, first)
    case 'distribution':
      return flipLabels(hypothesis, group, first.perRound)
  }
}

function flipRatio(
  hypothesis: Hypothesis<Extract<Claim, { kind: 'ratio-at-most' }>>,
  first: EvidenceTable,
): FlippedClaim {
  const { claim, metric, weights } = hypothesis
  const { ratio, quantile } = claim
  const drop = ({ scores }: ClaimPaths): Float64Array => scores.mean
  if (quantile === undefined) {
    const difference = ({ base, head }: EvidencePair) => ratioDifference(base[metric]!, head[metric]!, ratio)
    return { hypothesis, key: `${metric} ${ratio}`, difference, drop }
  }
  // Any cut is valid that does not tell the arms apart; one that moved with the looks would change what earlier pairs have said.
  const cut = exceedanceCut(
    {
      base: first.base[metric]!,
      head: first.head[metric]!,
      cases: first.cases,
      weights,
      perRound: first.perRound,
    },
    { quantile, limit: ratio },
  )
  const difference = ({ base, head }: EvidencePair): number =>
    Number.isNaN(base[metric]! + head[metric]!) || Number.isNaN(cut)
      ? Number.NaN
      : Number(ratio * base[metric]! > cut) - Number(head[metric]! > cut)
  return { hypothesis, key: `${metric} ${ratio} ${quantile}`, difference, drop }
}

/** "Nothing changed" against any change of the labels' shares, weighted as the suite weighs its cases. */
function flipLabels(hypothesis: Hypothesis, group: number, perRound: readonly number[]): FlippedClaim {
  const { metric, weights } = hypothesis
  return {
    hypothesis,
    key: `labels ${group}`,
    difference: () => Number.NaN,
    changes({ case: index, base, head }) {
      const [before, after] = [base[metric]!, head[metric]!]
      const amount = weights[index]! / perRound[index]!
      if (Number.isNaN(before + after) || before === after || amount === 0) return []
      return [
        { group, label: after, amount },
        { group, label: before, amount: -amount },
      ]
    },
    drop: ({ statistics, scores }) => {
      const sums = statistics.labelSums(group)
      return sums.length === 0 ? scores.mean : standardisePaths(totalVariationPaths(sums))
    },
  }
}

/** The drop of pass^k: a function of each case's passes, which turning pairs round moves between the arms. */
function flipPassPower(hypothesis: Hypothesis, k: number): FlippedClaim {
  const { metric, weights } = hypothesis
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const passes = new Float64Array(weights.length)
  const pairs = new Float64Array(weights.length)
  return {
    hypothesis,
    key: `${metric} pass-power ${hypothesis.slice ?? ''}${k}`,
    difference({ case: index, base, head }) {
      const [before, after] = [base[metric]!, head[metric]!]
      if (!isPassFail(before) || !isPassFail(after)) return Number.NaN
      passes[index]! += before + after
      pairs[index]! += 1
      return after - before
    },
    drop({ statistics, scores, column }) {
      const cases = [...statistics.caseSums(column)].map(([index, sums]) => ({
        sums,
        passes: passes[index]!,
        pairs: pairs[index]!,
        weight: weights[index]! / total,
      }))
      return standardisePaths(passPowerPaths(cases, scores.mean.length, k))
    },
  }
}

function isPassFail(value: number): boolean {
  return value === 0 || value === 1
}
