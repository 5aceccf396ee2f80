import { drawOrder } from './draw-order.ts'
import { mostPairs, type PlannedPair, roundSize, type SamplingPlan } from './sampling-plan.ts'
import { SamplingStopped } from './sampling-stopped.ts'

/** What may be drawn beyond a plan that has ended. */
export interface ExtensionPorts {
  /** False where only what is recorded counts. */
  readonly mayDraw: boolean
  /**
   * Allows more pairs, and has put that on record when it resolves: how many in all, complete rounds; `undefined` where no more are allowed.
   *
   * @param done pairs that have ended, in the order of the plan
   */
  readonly grow: (done: number) => Promise<number | undefined>
}

export interface ExtensionState {
  readonly plan: SamplingPlan
  /** Pairs of the plan that have ended. */
  readonly done: number
  readonly isRecorded: (slot: PlannedPair) => boolean
  /** Further pairs could decide something. */
  readonly isOpen: () => boolean
  /** Draws the pairs, or takes them from the record; resolves to how many of them were lost, or to `undefined` when sampling has stopped. */
  readonly run: (wave: readonly PlannedPair[]) => Promise<number | undefined>
}

/** Looks that drawing what was allowed is interrupted by, as far as rounds let it. */
const WAVES = 20
/** A wave that has lost more than this share has met an outage, and what follows would be lost too. */
const OUTAGE = 0.5

/**
 * Goes on in the plan's order beyond its end, in complete rounds, while that could decide something. First comes what is recorded; then, where
 * it is allowed, the rest of what an earlier run was allowed, or else as much as is allowed anew.
 */
export async function sampleExtension(
  state: ExtensionState,
  { mayDraw, grow }: ExtensionPorts,
): Promise<void> {
  const { plan, isOpen, run } = state
  const size = roundSize(plan)
  let done = state.done
  let allowed = mostPairs(plan)
  const upTo = (pairs: number): readonly PlannedPair[] => [...drawOrder({ ...plan, pairs })].slice(done)
  if (plan.extension === undefined) allowed = done
  else {
    const beyond = upTo(allowed)
    const unknown = beyond.findIndex((slot) => !state.isRecorded(slot))
    const known = unknown === -1 ? allowed : Math.floor((done + unknown) / size) * size
    if (known > done && isOpen()) {
      if ((await run(beyond.slice(0, known - done))) === undefined) return
      done = known
    }
  }
  if (!mayDraw || !isOpen()) return
  if (done >= allowed) allowed = (await grow(done)) ?? done
  const wave = Math.max(1, Math.ceil((allowed - done) / WAVES / size)) * size
  while (done < allowed && isOpen()) {
    const next = Math.min(allowed, Math.floor((done + wave) / size) * size)
    const slots = upTo(next)
    const lost = await run(slots)
    if (lost === undefined) return
    done = next
    if (lost > OUTAGE * slots.length)
      throw new SamplingStopped(
        `${lost} of the last ${slots.length} pairs were lost to infrastructure errors`,
      )
  }
}
