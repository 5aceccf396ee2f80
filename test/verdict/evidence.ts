import type { SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { createRandom } from '../../src/stats/random.ts'

export interface SimulatedCase {
  readonly base: number
  readonly head: number
  readonly weight?: number
  readonly tags?: readonly string[]
}

/** Evidence of a pass/fail metric `queue`, drawn from known pass rates, complete unless `missing` says otherwise. */
export function simulateEvidence(
  cases: readonly SimulatedCase[],
  rounds: number,
  seed: string,
): { readonly evidence: SuiteEvidence; readonly plan: SamplingPlan } {
  const random = createRandom(seed)
  const draw = (rate: number): Float64Array => Float64Array.of(random.uniform() < rate ? 1 : 0)
  const pairs = Array.from({ length: rounds }, (_, trial) =>
    cases.map((one, index) => ({
      case: index,
      trial,
      position: trial * cases.length + index,
      base: draw(one.base),
      head: draw(one.head),
    })),
  ).flat()
  return {
    evidence: {
      cases: cases.map((one, index) => ({ id: `c${index}`, weight: one.weight ?? 1, tags: one.tags ?? [] })),
      metrics: ['queue'],
      pairs,
      missing: [],
      headOnly: [],
      headOnlyLost: 0,
    },
    plan: {
      v: 2,
      suite: 's',
      seed,
      cases: cases.map((_, index) => `c${index}`),
      perRound: cases.map(() => 1),
      pairs: pairs.length,
      headOnlyCases: 0,
      headOnlyTrials: 0,
      wantedPairs: pairs.length,
      expectedPairs: pairs.length,
      rates: { primary: 0.05, guardrail: 0.01, miss: 0.1 },
    },
  }
}
