import { blind } from '../../src/sampling/blind.ts'
import { drawOrder } from '../../src/sampling/draw-order.ts'
import type { EvidencePair, SuiteEvidence } from '../../src/sampling/evidence.ts'
import { informPlan } from '../../src/sampling/plan-suite.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { type PastTrial, summariseHistory } from '../../src/sampling/suite-history.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import { designFromHistory } from '../../src/verdict/design-from-history.ts'
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
  readonly rates: SamplingPlan['rates']
  /** The most pairs that may be drawn. */
  readonly cap: number
  /** What an earlier run has recorded, drawn anew for every run; absent: none. */
  readonly pastTrials?: (random: Random) => readonly PastTrial[]
}

export interface DecidedRun {
  readonly judgement: SuiteJudgement
  readonly evidence: SuiteEvidence
  readonly looks: number
  readonly plan: SamplingPlan
}

/** Drives the shipped decider as the sampler does: plan, draw to the next look, look, stop or go on. */
export function runDecider(gate: SimulatedGate, seed: string): DecidedRun {
  const ids = gate.tags.map((_, index) => `c${index}`)
  const plan = planRun(gate, ids, seed)
  const random = createRandom(`${seed}/model`)
  const decider = createSequentialDecider({
    suite: { assertions: gate.assertions, deterministic: false },
    plan,
  })
  const pairs: EvidencePair[] = []
  const evidence: SuiteEvidence = {
    cases: ids.map((id, index) => ({ id, weight: 1, tags: gate.tags[index]! })),
    metrics: gate.metrics,
    pairs,
    missing: [],
    headOnly: [],
    headOnlyLost: 0,
  }
  const slots = drawOrder(plan)
  let looks = 0
  for (;;) {
    const next = decider.nextLook(blind(evidence))
    if (next === undefined) break
    while (pairs.length < next) {
      const { case: index, trial, position } = slots.next().value!
      const values = (arm: 'base' | 'head') =>
        Float64Array.from(gate.metrics, (_, metric) => gate.draw(arm, metric, index, position, random))
      pairs.push({ case: index, trial, position, base: values('base'), head: values('head') })
    }
    looks += 1
    if (decider.look(evidence)) break
  }
  return { judgement: decider.judge(evidence), evidence, looks, plan }
}

/** As the gate plans, but with room for any horizon. */
function planRun(gate: SimulatedGate, ids: readonly string[], seed: string): SamplingPlan {
  const plan: SamplingPlan = {
    v: 2,
    suite: 'bench',
    seed,
    cases: [...ids],
    perRound: ids.map(() => 1),
    pairs: gate.cap,
    headOnlyCases: 0,
    headOnlyTrials: 0,
    wantedPairs: gate.cap,
    expectedPairs: gate.cap,
    rates: gate.rates,
  }
  if (gate.pastTrials === undefined) return plan
  const informed = designFromHistory(
    {
      assertions: gate.assertions,
      cases: ids.map((id, index) => ({ id, weight: 1, tags: gate.tags[index]! })),
      levels: gate.rates,
      miss: gate.rates.miss,
    },
    summariseHistory([gate.pastTrials(createRandom(`${seed}/history`))]),
  )
  return informed === undefined ? plan : informPlan(plan, informed)
}
