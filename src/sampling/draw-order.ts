import { createRandom } from '../stats/random.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'

/**
 * The pairs of a plan in the order in which they are run: every round holds all cases, freshly shuffled, and a coin decides for
 * each pair which arm is called first, so that drift of the provider hits both arms and all cases alike. A last round that the
 * budget cuts short is a random subset. Depends on the plan alone.
 */
export function* drawOrder(plan: SamplingPlan): Generator<PlannedPair> {
  const order = createRandom(`${plan.seed}/order`)
  const cases = plan.cases.map((_, index) => index)
  for (let position = 0, round = 0; position < plan.pairs; round += 1) {
    for (const index of order.shuffle(cases)) {
      if (position === plan.pairs) return
      yield { case: index, trial: round, position, headFirst: order.uniform() < 0.5 }
      position += 1
    }
  }
}
