import { blind } from '../sampling/blind.ts'
import { drawOrder } from '../sampling/draw-order.ts'
import type { EvidenceCase, EvidencePair, SuiteEvidence } from '../sampling/evidence.ts'
import type { FollowUp, FollowUpTrials, Variant } from '../sampling/follow-up.ts'
import type { PlannedPair, SamplingPlan } from '../sampling/sampling-plan.ts'
import { createRandom, type Random } from '../stats/random.ts'
import type { Suite } from '../suite/suite.ts'
import type { SuiteJudgement } from './judgement.ts'
import { createSequentialDecider } from './sequential-decider.ts'

/** A suite whose truth is known: what is drawn comes from a function instead of a model. */
export interface SimulatedSuite {
  readonly suite: Pick<Suite, 'assertions' | 'deterministic'>
  /** In the order of the plan. */
  readonly cases: readonly EvidenceCase[]
  readonly metrics: readonly string[]
  readonly draw: DrawPair
  /** Draws fresh trials that follow a drop up; absent where none can be had. */
  readonly follow?: DrawFresh
}

/** One value per metric and arm, as `EvidencePair` holds them; the position of the pair is there for drift. */
export type DrawPair = (pair: PlannedPair, random: Random) => Pick<EvidencePair, 'base' | 'head'>

/** One value per metric of a fresh trial on a case. */
type DrawFresh = (variant: 'base' | Variant, index: number, random: Random) => Float64Array

export interface SimulatedRun {
  readonly judgement: SuiteJudgement
  readonly evidence: SuiteEvidence
  readonly looks: number
  /** Calls for fresh trials. */
  readonly followUpCalls: number
}

/**
 * Drives the shipped decider as the sampler does: draw up to the next look, look, follow up, stop or go on. No pair is lost, and no case runs in head
 * alone. The plan and its seed determine everything.
 */
export function simulateDecider(
  { suite, cases, metrics, draw, follow }: SimulatedSuite,
  plan: SamplingPlan,
): SimulatedRun {
  const random = createRandom(`${plan.seed}/model`)
  const decider = createSequentialDecider({ suite, plan })
  const pairs: EvidencePair[] = []
  const followUps: FollowUpTrials[] = []
  const evidence: SuiteEvidence = {
    cases,
    metrics,
    pairs,
    missing: [],
    headOnly: [],
    headOnlyLost: 0,
    ...(follow === undefined ? {} : { followUps: { trials: followUps, closed: false } }),
  }
  const drawFresh = (wanted: FollowUp): FollowUpTrials => ({
    ...wanted,
    base: follow!('base', wanted.case, random),
    variants: new Map(wanted.variants.map((variant) => [variant, follow!(variant, wanted.case, random)])),
  })
  const slots = drawOrder(plan)
  let looks = 0
  for (;;) {
    const next = decider.nextLook(blind(evidence))
    if (next === undefined) break
    while (pairs.length < next) {
      const slot = slots.next().value!
      const { case: index, trial, position } = slot
      pairs.push({ case: index, trial, position, ...draw(slot, random) })
    }
    looks += 1
    let mayStop = decider.look(evidence)
    while (follow !== undefined) {
      const wanted = decider.followUps(evidence)
      if (wanted.length === 0) break
      followUps.push(...wanted.map(drawFresh))
      mayStop = decider.look(evidence)
    }
    if (mayStop) break
  }
  const followUpCalls = followUps.reduce((sum, one) => sum + 1 + one.variants.size, 0)
  return { judgement: decider.judge(evidence), evidence, looks, followUpCalls }
}
