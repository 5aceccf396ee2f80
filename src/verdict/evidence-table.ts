import { byPosition } from '../sampling/by-position.ts'
import type { SuiteEvidence } from '../sampling/evidence.ts'
import { pairValue } from '../sampling/pair-store.ts'
import { float64Column, uint32Column } from '../stats/column.ts'
import type { PairedSample } from '../stats/paired-sample.ts'

/** The evidence as columns, in an order that does not depend on when trials came back. */
export interface EvidenceTable {
  readonly metrics: readonly string[]
  readonly caseIds: readonly string[]
  /** Per case, all tags. */
  readonly tags: readonly (readonly string[])[]
  /** Per case. */
  readonly weights: Float64Array
  /** Per case, the number of its cluster: related cases share one. */
  readonly clusters: Uint32Array
  /** Per case, how often a round of the plan holds it. */
  readonly perRound: readonly number[]
  /** Per whole pair, index of its case. */
  readonly cases: Uint32Array
  /** [metric][pair]; NaN where a quantity is unknown. */
  readonly base: readonly Float64Array[]
  readonly head: readonly Float64Array[]
  /** Per lost pair, index of its case. */
  readonly lost: Uint32Array
  /** Trials of head alone, with the weight 1 of a case each. */
  readonly headOnly: SuiteEvidence['headOnly']
  readonly headOnlyLost: number
}

/** @param perRound of the plan: per case, how often a round holds it */
export function tabulate(evidence: SuiteEvidence, perRound: readonly number[]): EvidenceTable {
  const pairs = byPosition(evidence.pairs)
  const columns = (arm: 'base' | 'head') =>
    columnsWhenRead(evidence.metrics.length, (metric) =>
      float64Column(pairs, (pair) => pairValue(pair, arm, metric)),
    )
  return {
    metrics: evidence.metrics,
    caseIds: evidence.cases.map((one) => one.id),
    tags: evidence.cases.map((one) => one.tags),
    weights: float64Column(evidence.cases, (one) => one.weight),
    clusters: clusterNumbers(evidence.cases),
    perRound,
    cases: uint32Column(pairs, (pair) => pair.case),
    base: columns('base'),
    head: columns('head'),
    lost: uint32Column(evidence.missing, (pair) => pair.case).sort(),
    headOnly: evidence.headOnly,
    headOnlyLost: evidence.headOnlyLost,
  }
}

/** Each is made when it is first read: most looks need the asserted metrics alone, and there may be a hundred thousand pairs. */
function columnsWhenRead(count: number, make: (column: number) => Float64Array): readonly Float64Array[] {
  const columns: Float64Array[] = []
  for (let column = 0; column < count; column += 1) {
    Object.defineProperty(columns, column, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make(column)
        Object.defineProperty(columns, column, { value })
        return value
      },
    })
  }
  return columns
}

function clusterNumbers(cases: SuiteEvidence['cases']): Uint32Array {
  const first = new Map<string, number>()
  return uint32Column(cases, ({ cluster }, index) => {
    if (cluster === undefined) return index
    const number = first.get(cluster) ?? index
    first.set(cluster, number)
    return number
  })
}

/** head − base of one metric over a slice. */
export function pairedDifferences(table: EvidenceTable, metric: number, weights: Float64Array): PairedSample {
  return {
    differences: table.head[metric]!.map((value, pair) => value - table.base[metric]![pair]!),
    cases: table.cases,
    weights,
    perRound: table.perRound,
  }
}

/** The same with every lost pair counted as the worst that could have been, −1: a pair that is missing must never help to pass. */
export function withLostPairs(sample: PairedSample, table: EvidenceTable): PairedSample {
  if (table.lost.length === 0) return sample
  return {
    ...sample,
    differences: Float64Array.from([...sample.differences, ...new Float64Array(table.lost.length).fill(-1)]),
    cases: Uint32Array.from([...sample.cases, ...table.lost]),
  }
}

/** Pairs of a sample that count: in its slice and known. */
export function countPairs({ differences, cases, weights }: PairedSample): number {
  return differences.reduce(
    (count, value, pair) => (Number.isNaN(value) || weights[cases[pair]!] === 0 ? count : count + 1),
    0,
  )
}
