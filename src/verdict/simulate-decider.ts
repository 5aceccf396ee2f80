import { blind } from '../sampling/blind.ts'
import { drawOrder } from '../sampling/draw-order.ts'
import type { EvidenceCase, EvidencePair, SuiteEvidence } from '../sampling/evidence.ts'
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
}

/** One value per metric and arm, as `EvidencePair` holds them; the position of the pair is there for drift. */
export type DrawPair = (pair: PlannedPair, random: Random) => Pick<EvidencePair, 'base' | 'head'>

export interface SimulatedRun {
  readonly judgement: SuiteJudgement
  readonly evidence: SuiteEvidence
  readonly looks: number
}

/**
 * Drives the shipped decider as the sampler does: draw up to the next look, look, stop or go on. No pair is lost, and no case runs in head
 * alone. The plan and its seed determine everything.
 */
export function simulateDecider(
  { suite, cases, metrics, draw }: SimulatedSuite,
  plan: SamplingPlan,
): SimulatedRun {
  const random = createRandom(`${plan.seed}/model`)
  const decider = createSequentialDecider({ suite, plan })
  const pairs: EvidencePair[] = []
  const evidence: SuiteEvidence = { cases, metrics, pairs, missing: [], headOnly: [], headOnlyLost: 0 }
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
    if (decider.look(evidence)) break
  }
  return { judgement: decider.judge(evidence), evidence, looks }
}
