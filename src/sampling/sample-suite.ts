import { blind } from './blind.ts'
import { collectEvidence } from './collected-evidence.ts'
import type { StoppingRule } from './decider.ts'
import { drawFallback } from './draw-fallback.ts'
import { drawOrder, take } from './draw-order.ts'
import { openTrialSource } from './draw-trials.ts'
import type { SuiteEvidence } from './evidence.ts'
import { extendSuite } from './extend-suite.ts'
import { createHeadOnlyRunner } from './head-only-runner.ts'
import { lookAndFollowUp } from './look-and-follow-up.ts'
import { createPairRunner } from './pair-runner.ts'
import type { SamplerPorts } from './sampler-ports.ts'
import type { PlannedPair } from './sampling-plan.ts'
import { SamplingStopped } from './sampling-stopped.ts'
import { createStoppableWork } from './stoppable-work.ts'
import type { SuiteToSample } from './suite-to-sample.ts'
import { createTally, type Tally } from './tally.ts'

export interface SampledSuite {
  readonly evidence: SuiteEvidence
  readonly tally: Tally
  /** Why sampling ended before the plan was complete. */
  readonly stopped: unknown
  /** Why fresh trials that follow up a drop could not all be drawn. */
  readonly followUpsStopped: unknown
  /** Why head's fallback could not be exercised as often as planned. */
  readonly fallbackStopped?: unknown
  /** Why drawing beyond the plan ended before all that was allowed: the plan is complete all the same. */
  readonly extensionStopped?: unknown
}

/**
 * Draws pairs in the plan's order until the stopping rule is satisfied or the plan is complete. Trials that are recorded for the same
 * requests count again, as whole pairs, without being paid again.
 */
export async function sampleSuite(
  suite: SuiteToSample,
  rule: StoppingRule,
  ports: SamplerPorts,
): Promise<SampledSuite> {
  const { plan } = suite
  const tally = createTally()
  const evidence = collectEvidence(suite, ports.labels)
  const source = openTrialSource(suite.metrics, ports, tally)
  const work = createStoppableWork(ports.pool)
  const pairs = createPairRunner(suite, ports.recorded, source, evidence)
  const runHeadOnly = createHeadOnlyRunner(suite, ports.recorded, source, evidence, work)
  const slots = drawOrder(plan)
  /** Pairs that will have ended at the next look. */
  let done = 0

  const runWave = (wave: Iterable<PlannedPair>, size: number): Promise<void> => {
    done += size
    return work.forEach(wave, async (slot) => {
      await pairs.run(slot)
      ports.onProgress({
        suite: plan.suite,
        pairs: evidence.pairs.length,
        nextLook: done,
        mostPairs: Math.max(plan.pairs, done),
        missing: evidence.missing.length,
      })
    })
  }

  while (work.stopped === undefined && done < plan.pairs && source.unrecorded === 0) {
    const nextLook = rule.nextLook(blind(evidence.seen()))
    if (nextLook === undefined) break
    const end = Math.min(plan.pairs, Math.max(nextLook, done + 1))
    const wave = end - done
    await Promise.all([runWave(take(slots, wave), wave), runHeadOnly(end)])
    if (work.stopped !== undefined) break
    if (await lookAndFollowUp(rule, done, suite, evidence, tally, { ...ports, ...source })) break
  }
  if (plan.pairs === 0) await runHeadOnly(0)
  if (source.unrecorded > 0) {
    work.stop(
      new SamplingStopped(`${source.unrecorded} trials are not recorded; run without --offline to draw them`),
    )
  }
  if (work.stopped === undefined && suite.fallback !== undefined) {
    const used = tally.calls.base + tally.calls.head + tally.cached
    evidence.fallback = await drawFallback(plan, suite.fallback, suite.calls - used, { ...ports, ...source })
  }
  const sampled = () => ({
    evidence: evidence.seen(),
    tally,
    followUpsStopped: evidence.followUpsStopped,
    fallbackStopped: evidence.fallback?.stopped,
  })
  if (work.stopped !== undefined || ports.extension === undefined) {
    return { ...sampled(), stopped: work.stopped }
  }
  await extendSuite(plan, done, rule, { pairs, evidence, work, runWave }, ports.extension)
  return { ...sampled(), stopped: undefined, extensionStopped: work.stopped }
}
