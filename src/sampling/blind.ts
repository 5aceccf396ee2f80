import type { BlindedEvidence } from './decider.ts'
import type { SuiteEvidence } from './evidence.ts'

/** Takes the signs out of the evidence: what is planned from the result cannot depend on which arm is winning. */
export function blind(evidence: SuiteEvidence): BlindedEvidence {
  return {
    cases: evidence.cases.length,
    pairs: evidence.pairs.length,
    missing: evidence.missing.length,
    absoluteDifferences: evidence.metrics.map((_, metric) =>
      Float64Array.from(evidence.pairs, (pair) => Math.abs(pair.head[metric]! - pair.base[metric]!)),
    ),
  }
}
