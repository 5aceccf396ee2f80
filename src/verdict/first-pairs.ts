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

/**
 * How many trials of head alone have ended, in complete rounds: at each place one of each case, as far as what is not there was lost.
 */
export function aloneInOrder(
  { headOnly, headOnlyLost }: Pick<SuiteEvidence, 'headOnly' | 'headOnlyLost'>,
  { headOnlyCases, headOnlyTrials }: Pick<SamplingPlan, 'headOnlyCases' | 'headOnlyTrials'>,
): number {
  const ended = new Uint32Array(headOnlyTrials)
  for (const { place } of headOnly) if (place < headOnlyTrials) ended[place]! += 1
  let gone = 0
  let rounds = 0
  while (rounds < headOnlyTrials) {
    gone += headOnlyCases - ended[rounds]!
    if (gone > headOnlyLost) break
    rounds += 1
  }
  return rounds * headOnlyCases
}

/** Pairs that have ended in the order of the plan, up to the first that is still outstanding. */
export function countInOrder({ pairs, missing }: SuiteEvidence): number {
  const ended = new Uint8Array(pairs.length + missing.length)
  for (const { position } of pairs) ended[position] = 1
  for (const { position } of missing) ended[position] = 1
  const first = ended.indexOf(0)
  return first === -1 ? ended.length : first
}

/** The evidence as it was when so many pairs had ended, in the order of the plan; trials of head alone where the plan has no pairs. */
export function firstPairs(evidence: SuiteEvidence, count: number, plan: SamplingPlan): SuiteEvidence {
  const isFirst = ({ position }: { readonly position: number }): boolean => position < count
  const trials = headOnlyTrialsAt(plan, count)
  const headOnly = evidence.headOnly.filter((one) => one.place < trials)
  const absent = trials * plan.headOnlyCases - headOnly.length
  return {
    ...evidence,
    pairs: byPosition(evidence.pairs.filter(isFirst)),
    missing: byPosition(evidence.missing.filter(isFirst)),
    headOnly,
    headOnlyLost: Math.max(0, Math.min(evidence.headOnlyLost, absent)),
  }
}
