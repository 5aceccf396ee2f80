import type { BlindedEvidence } from './decider.ts'
import type { SuiteEvidence } from './evidence.ts'

/** Takes the arms out of the evidence: what is planned from the result cannot depend on which arm is winning. */
export function blind(evidence: SuiteEvidence): BlindedEvidence {
  const pairs = evidence.pairs.toSorted((a, b) => a.position - b.position)
  const column = (of: (base: number, head: number) => number) =>
    evidence.metrics.map((_, metric) => {
      const values = new Float64Array(pairs.length)
      pairs.forEach((pair, index) => {
        values[index] = of(pair.base[metric]!, pair.head[metric]!)
      })
      return values
    })
  return {
    cases: evidence.cases,
    metrics: evidence.metrics,
    pairs: Uint32Array.from(pairs, (pair) => pair.case),
    missing: evidence.missing.length,
    smaller: column((base, head) => Math.min(base, head)),
    larger: column((base, head) => Math.max(base, head)),
  }
}
