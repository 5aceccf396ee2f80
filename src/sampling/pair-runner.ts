import type { CollectedEvidence } from './collected-evidence.ts'
import { drawPair } from './draw-pair.ts'
import type { TrialSource } from './draw-trials.ts'
import type { MissingPair } from './evidence.ts'
import { createPairStore } from './pair-store.ts'
import { freshTrial, recordedSlots } from './recorded-slots.ts'
import type { RecordedTrials } from './recorded-trials.ts'
import type { FrozenPlan } from './sampler-ports.ts'
import type { PlannedPair } from './sampling-plan.ts'
import type { SuiteToSample } from './suite-to-sample.ts'

/** Gets the pairs of a plan: from the ledger where they are recorded, drawn where they are not. */
export interface PairRunner {
  isRecorded(slot: PlannedPair): boolean
  /**
   * Adds the pair to the evidence, whole or missing. Rejects when nothing more may be drawn.
   *
   * @param halfway called when one trial is left of it
   */
  run(slot: PlannedPair, halfway: () => void): Promise<void>
  /** @param planned the pairs of a plan that has been carried out, `missing` those of them that were lost */
  freeze(planned: readonly PlannedPair[], missing: readonly MissingPair[]): FrozenPlan
}

export function createPairRunner(
  suite: SuiteToSample,
  recorded: RecordedTrials,
  source: TrialSource,
  evidence: CollectedEvidence,
): PairRunner {
  const store = createPairStore(suite.metrics.length)
  const recordedOf = suite.pairs.map((one, index) =>
    recordedSlots(recorded, one, index, suite.plan.extension),
  )
  const knownOf = (slot: PlannedPair) => recordedOf[slot.case]!.slots[slot.trial]
  return {
    isRecorded: (slot) => knownOf(slot) !== undefined,
    async run(slot, halfway) {
      const { case: index, position } = slot
      const known = knownOf(slot)
      const trial = known?.trial ?? freshTrial(recordedOf[index]!, slot.trial)
      const { base, head } =
        known === undefined
          ? await drawPair(slot, suite.pairs[index]!, trial, source, halfway)
          : { base: source.reuse('base', known.base), head: source.reuse('head', known.head) }
      if (base !== undefined && head !== undefined)
        evidence.pairs.push(store({ case: index, trial, position, base, head }))
      else
        evidence.missing.push({
          case: index,
          trial,
          position,
          base: base !== undefined,
          head: head !== undefined,
        })
    },
    freeze: (planned, missing) => ({
      firstTrials: recordedOf.map((one, index) =>
        freshTrial(one, Math.max(one.slots.length, planned.filter((slot) => slot.case === index).length)),
      ),
      lost: missing.map((one) => [one.case, planned[one.position]!.trial, one.trial]),
    }),
  }
}
