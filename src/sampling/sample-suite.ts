import { blind } from './blind.ts'
import { collectEvidence } from './collected-evidence.ts'
import type { StoppingRule } from './decider.ts'
import { drawFallback } from './draw-fallback.ts'
import { drawInOrder } from './draw-in-order.ts'
import { drawOrder } from './draw-order.ts'
import { openTrialSource } from './draw-trials.ts'
import type { SuiteEvidence } from './evidence.ts'
import { extendSuite } from './extend-suite.ts'
import { createHeadOnlyRunner } from './head-only-runner.ts'
import { lookAndFollowUp } from './look-and-follow-up.ts'
import { createPairRunner } from './pair-runner.ts'
import type { SamplerPorts } from './sampler-ports.ts'
import { type PlannedPair, planLength } from './sampling-plan.ts'
import { describeStop, SamplingStopped } from './sampling-stopped.ts'
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
  const headOnly = createHeadOnlyRunner(suite, ports.recorded, source, evidence, work)
  const runPair = async (slot: PlannedPair, halfway: () => void): Promise<void> => {
    await pairs.run(slot, halfway)
    ports.onProgress({
      suite: plan.suite,
      pairs: evidence.pairs.length,
      nextLook: evidence.end,
      mostPairs: Math.max(plan.pairs, evidence.end),
      missing: evidence.missing.length,
    })
  }
  const drawing = drawInOrder(drawOrder(plan), runPair, {
    pool: ports.pool,
    work,
    goesAhead: ports.draw !== undefined && ports.takesTime,
    isRecorded: pairs.isRecorded,
  })
  const drawUpTo = async (end: number): Promise<boolean> => {
    evidence.end = end
    const complete = await Promise.all([drawing.upTo(Math.min(end, plan.pairs)), headOnly.upTo(end)])
    return complete.every(Boolean)
  }

  const most = planLength(plan)
  let complete = true
  while (evidence.end < most && source.unrecorded === 0) {
    const nextLook = rule.nextLook(blind(evidence.seen()))
    if (nextLook === undefined) break
    complete = await drawUpTo(Math.min(most, Math.max(nextLook, evidence.end + 1)))
    if (!complete || (await lookAndFollowUp(rule, suite, evidence, tally, { ...ports, ...source }))) break
  }
  await drawing.close()
  const carriedOut = complete && source.unrecorded === 0
  if (carriedOut && suite.fallback !== undefined) {
    const used = tally.calls.base + tally.calls.head + tally.cached
    evidence.fallback = await drawFallback(plan, suite.fallback, suite.calls - used, { ...ports, ...source })
  }
  const sampled = () => ({
    evidence: evidence.seen(),
    tally,
    followUpsStopped: evidence.followUpsStopped,
    fallbackStopped: evidence.fallback?.stopped,
  })
  if (!carriedOut) {
    return { ...sampled(), stopped: complete ? notRecorded(source.unrecorded) : work.stopped }
  }
  // Whatever stopped pairs behind the last look, they are not needed; a bug of ours comes to light all the same.
  if (work.stopped !== undefined) describeStop(work.stopped)
  const { extension } = ports
  if (extension === undefined) return { ...sampled(), stopped: undefined }
  if (work.stopped === undefined) {
    await extendSuite({ plan, rule, evidence, work, drawing, pairs, runPair }, extension)
  }
  return { ...sampled(), stopped: undefined, extensionStopped: work.stopped }
}

function notRecorded(trials: number): SamplingStopped {
  return new SamplingStopped(`${trials} trials are not recorded; run without --offline to draw them`)
}
