import { float64Column, uint32Column } from '../stats/column.ts'
import { byPosition } from './by-position.ts'
import type { BlindedEvidence } from './decider.ts'
import type { SuiteEvidence } from './evidence.ts'
import { pairValue } from './pair-store.ts'

/** Takes the arms out of the evidence: what is planned from the result cannot depend on which arm is winning. */
export function blind(evidence: SuiteEvidence): BlindedEvidence {
  const pairs = byPosition(evidence.pairs)
  const column = (metric: number, of: (base: number, head: number) => number): Float64Array =>
    float64Column(pairs, (pair) => of(pairValue(pair, 'base', metric), pairValue(pair, 'head', metric)))
  return {
    cases: evidence.cases,
    metrics: evidence.metrics,
    pairs: uint32Column(pairs, (pair) => pair.case),
    missing: evidence.missing.length,
    alone: evidence.headOnly.length + evidence.headOnlyLost,
    smaller: (metric) => column(metric, Math.min),
    larger: (metric) => column(metric, Math.max),
  }
}
