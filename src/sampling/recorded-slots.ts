import type { RecordedPair, RecordedTrials } from './recorded-trials.ts'
import type { PlanExtension } from './sampling-plan.ts'

/** What is recorded of a case, as the plan numbers its pairs. */
export interface RecordedSlots {
  /** By the how-manieth pair of the case it is. */
  readonly slots: readonly RecordedPair[]
  /** Index of the next trial of the case that nothing is recorded of. */
  readonly free: number
}

const NOTHING: readonly RecordedPair[] = []

/** Index of the trial that a slot is drawn as when nothing is recorded for it. */
export function freshTrial({ slots, free }: RecordedSlots, slot: number): number {
  return free + slot - slots.length
}

/**
 * Whole pairs in the order of their index. What a plan has lost is drawn again until the plan is extended: from then on it stays lost, and so does
 * what is lost beyond, because pairs that moved up into its place would change what the looks have seen.
 *
 * @param index of the case in the plan
 */
export function recordedSlots(
  recorded: RecordedTrials,
  one: {
    readonly id: string
    readonly base: { readonly hash: string }
    readonly head: { readonly hash: string }
  },
  index: number,
  extension: PlanExtension | undefined,
): RecordedSlots {
  const ended = recorded.endedPairs(one.id, one.base.hash, one.head.hash)
  const slots = extension === undefined ? ended.filter(isWhole) : extendedSlots(ended, index, extension)
  return { slots: slots.length === 0 ? NOTHING : slots, free: recorded.freeIndex(one.id) }
}

function isWhole({ base, head }: RecordedPair): boolean {
  return base.values !== undefined && head.values !== undefined
}

function extendedSlots(
  ended: readonly RecordedPair[],
  index: number,
  { firstTrials, lost }: PlanExtension,
): readonly RecordedPair[] {
  const first = firstTrials[index]!
  const planned = ended.filter((pair) => pair.trial < first && isWhole(pair))
  for (const [at, slot, trial] of lost) {
    const pair = ended.find((one) => one.trial === trial)
    if (at === index && pair !== undefined) planned.splice(slot, 0, pair)
  }
  return [...planned, ...ended.filter((pair) => pair.trial >= first)]
}
