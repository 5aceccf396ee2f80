import { byPosition } from './by-position.ts'
import type { BlindedEvidence } from './decider.ts'
import type { SuiteEvidence } from './evidence.ts'
import { pairValue } from './pair-store.ts'

/** Takes the arms out of the evidence: what is planned from the result cannot depend on which arm is winning. */
export function blind(evidence: SuiteEvidence): BlindedEvidence {
  const pairs = byPosition(evidence.pairs)
  const column = (metric: number, of: (base: number, head: number) => number): Float64Array => {
    const values = new Float64Array(pairs.length)
    pairs.forEach((pair, index) => {
      values[index] = of(pairValue(pair, 'base', metric), pairValue(pair, 'head', metric))
    })
    return values
  }
  return {
    cases: evidence.cases,
    metrics: evidence.metrics,
    pairs: Uint32Array.from(pairs, (pair) => pair.case),
    missing: evidence.missing.length,
    alone: evidence.headOnly.length + evidence.headOnlyLost,
    smaller: (metric) => column(metric, Math.min),
    larger: (metric) => column(metric, Math.max),
  }
}
