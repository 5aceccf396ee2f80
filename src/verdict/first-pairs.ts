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

/** The evidence as it was when so many pairs had ended. */
export function firstPairs(
  evidence: SuiteEvidence,
  slots: readonly Slot[],
  count: number,
  plan: SamplingPlan,
): SuiteEvidence {
  const pairs: EvidencePair[] = []
  const missing: MissingPair[] = []
  for (const slot of slots.slice(0, count)) {
    if (slot.pair === undefined) missing.push(slot.missing)
    else pairs.push(slot.pair)
  }
  const trials = headOnlyTrialsAt(plan, count)
  return { ...evidence, pairs, missing, headOnly: evidence.headOnly.filter((one) => one.place < trials) }
}
