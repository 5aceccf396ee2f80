import type { Ledger } from '../ledger/open-ledger.ts'
import type { FrozenPlan } from './sampler-ports.ts'
import { roundSize, type SamplingPlan } from './sampling-plan.ts'

/** Allows pairs beyond a plan, on record. */
export interface PlanGrowth {
  /** With what has been allowed so far. */
  readonly plan: SamplingPlan
  /** Why nothing more was allowed though it was asked for. */
  readonly notes: readonly string[]
  /** Resolves to how many pairs may be drawn in all, complete rounds; `undefined` where that would not hold another round. */
  grow(done: number, freeze: () => FrozenPlan): Promise<number | undefined>
}

/** @param pairs that may be drawn beyond what has been; `undefined`: nobody asks for more */
export function growPlan(ledger: Ledger, plan: SamplingPlan, pairs: number | undefined): PlanGrowth {
  let grown = plan
  const notes: string[] = []
  if (pairs !== undefined && plan.rates.extension === undefined) notes.push(NOTHING_KEPT)
  return {
    get plan() {
      return grown
    },
    notes,
    async grow(done, freeze) {
      const size = roundSize(plan)
      const total = Math.floor((done + (pairs ?? 0)) / size) * size
      if (total <= done) {
        const least = (Math.floor(done / size) + 1) * size - done
        notes.push(
          `not extended: only complete rounds count, and the next one takes ${least} more pairs where ${pairs} are allowed; write \`--extend ${least}\`, or \`budget: { suite-calls: ${2 * least} }\` in the policy`,
        )
        return undefined
      }
      const extension = {
        ...(grown.extension ?? freeze()),
        pairs: [...(grown.extension?.pairs ?? []), total],
      }
      await ledger.addToPlan('extension', extension)
      grown = { ...grown, extension }
      return total
    },
  }
}

const NOTHING_KEPT =
  'it cannot be extended: when it was first run, nothing was kept of its error rates for that (its claims are of another kind, or the policy had no `error-rates: { extension }`)'
