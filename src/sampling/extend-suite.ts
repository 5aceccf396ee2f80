import type { CollectedEvidence } from './collected-evidence.ts'
import type { StoppingRule } from './decider.ts'
import type { OrderedDrawing } from './draw-in-order.ts'
import { drawOrder } from './draw-order.ts'
import type { PairRunner } from './pair-runner.ts'
import { sampleExtension } from './sample-extension.ts'
import type { SamplerPorts } from './sampler-ports.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'
import type { StoppableWork } from './stoppable-work.ts'

/** A suite whose plan has been carried out. */
interface PlannedSampling {
  readonly plan: SamplingPlan
  readonly rule: StoppingRule
  readonly evidence: CollectedEvidence
  readonly work: StoppableWork
  /** Closed. What it has drawn behind the last look is there already. */
  readonly drawing: Pick<OrderedDrawing, 'hasEnded'>
  readonly pairs: Pick<PairRunner, 'isRecorded' | 'freeze'>
  readonly runPair: (slot: PlannedPair, halfway: () => void) => Promise<void>
}

/** Goes on beyond the plan, where that is allowed and could decide something. */
export async function extendSuite(
  { plan, rule, evidence, work, drawing, pairs, runPair }: PlannedSampling,
  { mayDraw, grow }: NonNullable<SamplerPorts['extension']>,
): Promise<void> {
  const run = async (wave: readonly PlannedPair[]): Promise<number | undefined> => {
    const before = evidence.seen().missing.length
    evidence.end += wave.length
    await work.forEach(
      wave.filter((slot) => !drawing.hasEnded(slot)),
      runPair,
    )
    return work.stopped === undefined ? evidence.seen().missing.length - before : undefined
  }
  const freeze = (done: number) =>
    pairs.freeze([...drawOrder({ ...plan, pairs: done })], evidence.seen().missing)
  try {
    await sampleExtension(
      {
        plan,
        done: evidence.end,
        isRecorded: (slot) => pairs.isRecorded(slot) || drawing.hasEnded(slot),
        isOpen: () => rule.isOpen?.(evidence.seen()) ?? false,
        run,
      },
      { mayDraw, grow: (done) => grow(done, () => freeze(done)) },
    )
  } catch (error) {
    work.stop(error)
  }
}
