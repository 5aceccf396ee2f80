import { informPlan } from '../../src/sampling/plan-suite.ts'
import type { SuiteHistory } from '../../src/sampling/read-history.ts'
import type { SamplingPlan } from '../../src/sampling/sampling-plan.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import type { Ingredient } from '../../src/suite/hybrid-request.ts'
import { designFromHistory } from '../../src/verdict/design-from-history.ts'
import { type SimulatedRun, simulateDecider } from '../../src/verdict/simulate-decider.ts'

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
  /** What an earlier run has recorded of each case, one value per metric, drawn anew for every run; absent: none. */
  readonly pastTrials?: (random: Random) => readonly (readonly Float64Array[])[]
}

export interface BenchRun extends SimulatedRun {
  readonly plan: SamplingPlan
}

/** One run of the shipped decider on a scenario. */
export function runDecider(gate: SimulatedGate, seed: string): BenchRun {
  const ids = gate.tags.map((_, index) => `c${index}`)
  const plan = planRun(gate, ids, seed)
  const run = simulateDecider(
    {
      suite: { assertions: gate.assertions, deterministic: false },
      cases: ids.map((id, index) => ({
        id,
        weight: 1,
        tags: gate.tags[index]!,
        ...(gate.hybrids === undefined ? {} : { changes: gate.hybrids.changes }),
      })),
      metrics: gate.metrics,
      draw({ case: index, position }, random) {
        const values = (arm: 'base' | 'head') =>
          Float64Array.from(gate.metrics, (_, metric) => gate.draw(arm, metric, index, position, random))
        return { base: values('base'), head: values('head') }
      },
      follow: (variant, index, random) =>
        Float64Array.from(gate.metrics, (_, metric) =>
          variant === 'base' || variant === 'head'
            ? gate.draw(variant, metric, index, 0, random)
            : gate.hybrids!.draw(variant, metric, index, random),
        ),
    },
    plan,
  )
  return { ...run, plan }
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
  const past = gate.pastTrials(createRandom(`${seed}/history`))
  const trials: SuiteHistory['trials'] = new Map(ids.map((id, index) => [id, past[index]!]))
  const informed = designFromHistory(
    {
      assertions: gate.assertions,
      cases: ids.map((id, index) => ({ id, weight: 1, tags: gate.tags[index]! })),
      rates: gate.rates,
    },
    { metrics: gate.metrics, runs: 1, trials },
  )
  return informed === undefined ? plan : informPlan(plan, informed)
}
