import { byPosition } from '../sampling/by-position.ts'
import type { EvidencePair, MissingPair, SuiteEvidence } from '../sampling/evidence.ts'
import { headOnlyTrialsAt, type SamplingPlan } from '../sampling/sampling-plan.ts'

export type Slot =
  | { readonly pair: EvidencePair }
  | { readonly pair?: undefined; readonly missing: MissingPair }

/** The pairs that have ended in the order of the plan, up to the first that is still outstanding. */
export function inOrder(evidence: SuiteEvidence): readonly Slot[] {
  const slots: Slot[] = []
  for (const pair of evidence.pairs) slots[pair.position] = { pair }
  for (const missing of evidence.missing) slots[missing.position] = { missing }
  let count = 0
  while (slots[count] !== undefined) count += 1
  return slots.slice(0, count)
}

/** Pairs that have ended in the order of the plan, up to the first that is still outstanding. */
export function countInOrder({ pairs, missing }: SuiteEvidence): number {
  const ended = new Uint8Array(pairs.length + missing.length)
  for (const { position } of pairs) ended[position] = 1
  for (const { position } of missing) ended[position] = 1
  const first = ended.indexOf(0)
  return first === -1 ? ended.length : first
}

/** The evidence as it was when so many pairs had ended; they are in the order of the plan. */
export function firstPairs(evidence: SuiteEvidence, count: number, plan: SamplingPlan): SuiteEvidence {
  const isFirst = ({ position }: { readonly position: number }): boolean => position < count
  const trials = headOnlyTrialsAt(plan, count)
  return {
    ...evidence,
    pairs: byPosition(evidence.pairs.filter(isFirst)),
    missing: byPosition(evidence.missing.filter(isFirst)),
    headOnly: evidence.headOnly.filter((one) => one.place < trials),
  }
}
