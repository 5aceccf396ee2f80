import { blind } from '../../src/sampling/blind.ts'
import { drawOrder } from '../../src/sampling/draw-order.ts'
import type { EvidencePair, SuiteEvidence } from '../../src/sampling/evidence.ts'
import type { FollowUp, FollowUpTrials } from '../../src/sampling/follow-up.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import type { Ingredient } from '../../src/suite/hybrid-request.ts'
import type { SuiteJudgement } from '../../src/verdict/judgement.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'

/** A suite whose truth is known. */
export interface SimulatedGate {
  readonly assertions: readonly Assertion[]
  readonly metrics: readonly string[]
  /** Tags of each case. */
  readonly tags: readonly (readonly string[])[]
  /** Draws the value of a metric for a case in an arm; `position` of the pair is there for drift. */
  readonly draw: (
    arm: 'base' | 'head',
    metric: number,
    index: number,
    position: number,
    random: Random,
  ) => number
  /** What differs between the arms, where that matters, and the value that base gets from one of head's ingredients. */
  readonly hybrids?: {
    readonly changes: readonly Ingredient[]
    readonly draw: (ingredient: Ingredient, metric: number, index: number, random: Random) => number
  }
  readonly rates: SamplingPlan['rates']
  /** The most pairs that may be drawn. */
  readonly cap: number
}

export interface DecidedRun {
  readonly judgement: SuiteJudgement
  readonly evidence: SuiteEvidence
  readonly looks: number
  /** Calls for fresh trials that followed a drop up. */
  readonly followUpCalls: number
}

/** Drives the shipped decider as the sampler does: plan, draw to the next look, look, follow up, stop or go on. */
export function runDecider(gate: SimulatedGate, seed: string): DecidedRun {
  const ids = gate.tags.map((_, index) => `c${index}`)
  const plan: SamplingPlan = {
    v: 2,
    suite: 'bench',
    seed,
    cases: ids,
    perRound: ids.map(() => 1),
    pairs: gate.cap,
    headOnlyCases: 0,
    headOnlyTrials: 0,
    wantedPairs: gate.cap,
    expectedPairs: gate.cap,
    rates: gate.rates,
  }
  const random = createRandom(`${seed}/model`)
  const decider = createSequentialDecider({
    suite: { assertions: gate.assertions, deterministic: false },
    plan,
  })
  const pairs: EvidencePair[] = []
  const followUps: FollowUpTrials[] = []
  const evidence: SuiteEvidence = {
    cases: ids.map((id, index) => ({
      id,
      weight: 1,
      tags: gate.tags[index]!,
      ...(gate.hybrids === undefined ? {} : { changes: gate.hybrids.changes }),
    })),
    metrics: gate.metrics,
    pairs,
    missing: [],
    headOnly: [],
    headOnlyLost: 0,
    followUps: { trials: followUps, closed: false },
  }
  const values = (arm: 'base' | 'head', index: number, position: number) =>
    Float64Array.from(gate.metrics, (_, metric) => gate.draw(arm, metric, index, position, random))
  const hybrid = (ingredient: Ingredient, index: number) =>
    Float64Array.from(gate.metrics, (_, metric) => gate.hybrids!.draw(ingredient, metric, index, random))
  const follow = (wanted: FollowUp): FollowUpTrials => ({
    ...wanted,
    base: values('base', wanted.case, pairs.length),
    variants: new Map(
      wanted.variants.map((variant) => [
        variant,
        variant === 'head' ? values('head', wanted.case, pairs.length) : hybrid(variant, wanted.case),
      ]),
    ),
  })
  const slots = drawOrder(plan)
  let looks = 0
  for (;;) {
    const next = decider.nextLook(blind(evidence))
    if (next === undefined) break
    while (pairs.length < next) {
      const { case: index, trial, position } = slots.next().value!
      const [base, head] = [values('base', index, position), values('head', index, position)]
      pairs.push({ case: index, trial, position, base, head })
    }
    looks += 1
    let mayStop = decider.look(evidence)
    for (;;) {
      const wanted = decider.followUps(evidence)
      if (wanted.length === 0) break
      followUps.push(...wanted.map(follow))
      mayStop = decider.look(evidence)
    }
    if (mayStop) break
  }
  const followUpCalls = followUps.reduce((sum, one) => sum + 1 + one.variants.size, 0)
  return { judgement: decider.judge(evidence), evidence, looks, followUpCalls }
}
