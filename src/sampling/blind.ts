import type { BlindedEvidence } from './decider.ts'
import type { SuiteEvidence } from './evidence.ts'

/** Takes the arms out of the evidence: what is planned from the result cannot depend on which arm is winning. */
export function blind(evidence: SuiteEvidence): BlindedEvidence {
  const pairs = evidence.pairs.toSorted((a, b) => a.position - b.position)
  const column = () => evidence.metrics.map(() => new Float64Array(pairs.length))
  const [smaller, larger] = [column(), column()]
  for (const [index, { base, head }] of pairs.entries()) {
    base.forEach((value, metric) => {
      smaller[metric]![index] = Math.min(value, head[metric]!)
      larger[metric]![index] = Math.max(value, head[metric]!)
    })
  }
  return {
    cases: evidence.cases,
    metrics: evidence.metrics,
    pairs: Uint32Array.from(pairs, (pair) => pair.case),
    missing: evidence.missing.length,
    smaller,
    larger,
  }
}
