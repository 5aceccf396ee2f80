import { createRandom, type Random } from '../stats/random.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'

/**
 * The pairs of a plan in the order in which they are run: every round holds all cases, as often as the plan says, freshly shuffled, and a coin decides for
 * each pair which arm is called first, so that drift of the provider hits both arms and all cases alike. A last round that the
 * budget cuts short is a random subset. Depends on the plan alone.
 */
export function* drawOrder(plan: SamplingPlan): Generator<PlannedPair> {
  const order = createRandom(`${plan.seed}/order`)
  const alike = Map.groupBy(plan.cases.keys(), (index) => plan.perRound[index]!)
  const trials = new Uint32Array(plan.cases.length)
  for (let position = 0; position < plan.pairs; ) {
    for (const index of drawRound(alike, order)) {
      if (position === plan.pairs) return
      yield { case: index, trial: trials[index]!++, position, headFirst: order.uniform() < 0.5 }
      position += 1
    }
  }
}

/**
 * One round. The cases that it holds k times are gone through k times, freshly shuffled and spread evenly over the round: whenever it is cut
 * short, all cases have been drawn as often as they should have been by then, give or take one.
 */
function drawRound(alike: ReadonlyMap<number, readonly number[]>, order: Random): readonly number[] {
  const slots = [...alike].flatMap(([times, cases]) =>
    Array.from({ length: times }, (_, pass) =>
      order
        .shuffle(cases)
        .map((index, place) => ({ index, at: (pass + (place + 0.5) / cases.length) / times })),
    ).flat(),
  )
  return slots.sort((a, b) => a.at - b.at).map((slot) => slot.index)
}
