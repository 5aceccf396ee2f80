import { createRandom } from '../stats/random.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'

/**
 * The pairs of a plan in the order in which they are run: every round holds all cases, as often as their weight asks, freshly shuffled, and a coin decides for
 * each pair which arm is called first, so that drift of the provider hits both arms and all cases alike. A last round that the
 * budget cuts short is a random subset. Depends on the plan alone.
 */
export function* drawOrder(plan: SamplingPlan): Generator<PlannedPair> {
  const order = createRandom(`${plan.seed}/order`)
  const round = plan.cases.flatMap((_, index) => new Array<number>(plan.perRound[index]!).fill(index))
  const trials = new Uint32Array(plan.cases.length)
  for (let position = 0; position < plan.pairs; ) {
    for (const index of order.shuffle(round)) {
      if (position === plan.pairs) return
      yield { case: index, trial: trials[index]!++, position, headFirst: order.uniform() < 0.5 }
      position += 1
    }
  }
}
