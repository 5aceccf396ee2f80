import type { CollectedEvidence } from './collected-evidence.ts'
import type { StoppingRule } from './decider.ts'
import { drawOrder } from './draw-order.ts'
import type { PairRunner } from './pair-runner.ts'
import { sampleExtension } from './sample-extension.ts'
import type { SamplerPorts } from './sampler-ports.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'
import type { StoppableWork } from './stoppable-work.ts'

/** What draws the pairs of a suite. */
interface SuiteSampler {
  readonly pairs: PairRunner
  readonly evidence: CollectedEvidence
  readonly work: StoppableWork
  readonly runWave: (wave: readonly PlannedPair[], size: number) => Promise<void>
}

/**
 * Goes on beyond a plan that has been carried out, where that is allowed and could decide something.
 *
 * @param done pairs of the plan that have ended
 * @param allowed absent: the plan is all there is
 */
export async function extendSuite(
  plan: SamplingPlan,
  done: number,
  rule: StoppingRule,
  { pairs, evidence, work, runWave }: SuiteSampler,
  allowed: NonNullable<SamplerPorts['extension']>,
): Promise<void> {
  const freeze = (count: number) => pairs.freeze([...drawOrder({ ...plan, pairs: count })])
  try {
    await sampleExtension(
      {
        plan,
        done,
        isRecorded: pairs.isRecorded,
        isOpen: () => rule.isOpen?.(evidence.seen()) ?? false,
        async run(wave) {
          const before = evidence.missing.length
          await runWave(wave, wave.length)
          return work.stopped === undefined ? evidence.missing.length - before : undefined
        },
      },
      { mayDraw: allowed.mayDraw, grow: (count) => allowed.grow(count, () => freeze(count)) },
    )
  } catch (error) {
    work.stop(error)
  }
}
