import { createRandom } from '../stats/random.ts'
import type { TrialSource } from './draw-trials.ts'
import type { FallbackEvidence, FallbackTrial } from './evidence.ts'
import type { RecordedTrial } from './recorded-trial.ts'
import type { RecordedTrials } from './recorded-trials.ts'
import { roundShares } from './round-shares.ts'
import type { Draw, SamplerPorts } from './sampler-ports.ts'
import type { SamplingPlan } from './sampling-plan.ts'
import { SamplingStopped } from './sampling-stopped.ts'
import type { FallbackCase, SuiteToSample } from './suite-to-sample.ts'

export interface DrawnFallback {
  readonly evidence: FallbackEvidence
  /** Why not all trials that were planned could be had. */
  readonly stopped: unknown
}

interface Slot {
  /** Index into the fallback's cases. */
  readonly case: number
  readonly position: number
  readonly trial: number
  readonly known: RecordedTrial | undefined
}

/**
 * Exercises head's fallback, once the plan is carried out: rounds of its cases in random order, of which the ledger gives what is recorded. How
 * many is fixed beforehand, and that they cannot be had changes no verdict.
 *
 * @param affordable fresh trials that the suite's calls leave room for
 */
export async function drawFallback(
  plan: SamplingPlan,
  { cases, unusable }: NonNullable<SuiteToSample['fallback']>,
  affordable: number,
  ports: Pick<SamplerPorts, 'draw' | 'recorded' | 'pool'> & TrialSource,
): Promise<DrawnFallback> {
  const perRound = roundShares(cases.map((one) => one.weight))
  const slots = listSlots(cases, perRound, plan.fallbackTrials ?? 0, plan.seed, ports.recorded)
  const unknown = slots.filter((slot) => slot.known === undefined)
  const room = ports.draw === undefined || unusable !== undefined ? 0 : Math.max(0, affordable)
  const beyond = new Set(unknown.slice(room))
  const trials: FallbackTrial[] = []
  let lost = 0
  let stopped: unknown
  await ports.pool.forEach(
    slots.filter((slot) => !beyond.has(slot)),
    async (slot) => {
      if (stopped !== undefined) return
      const one = cases[slot.case]!
      try {
        const values =
          slot.known === undefined
            ? await ports.fresh(drawOf(slot, one), one.scorers)
            : ports.reuse('fallback', slot.known)
        if (values === undefined) lost += 1
        else trials.push({ case: slot.case, position: slot.position, values })
      } catch (error) {
        stopped ??= error
      }
    },
  )
  if (beyond.size > 0) {
    stopped ??= new SamplingStopped(unusable ?? whyNot(ports.draw === undefined, beyond.size, slots.length))
  }
  return {
    evidence: {
      cases: cases.map(({ id, weight }, index) => ({ id, weight, perRound: perRound[index]! })),
      trials: trials.sort((a, b) => a.position - b.position),
      lost,
    },
    stopped,
  }
}

function whyNot(offline: boolean, missing: number, wanted: number): string {
  return offline
    ? `${missing} trials on it are not recorded; run without --offline to draw them`
    : `the calls of the suite leave no room for ${missing} of ${wanted} trials; raise \`budget: { suite-calls, calls }\` in the policy`
}

function listSlots(
  cases: readonly FallbackCase[],
  perRound: readonly number[],
  count: number,
  seed: string,
  recorded: RecordedTrials,
): readonly Slot[] {
  const random = createRandom(`${seed}/fallback`)
  const round = cases.flatMap((_, index) => new Array<number>(perRound[index]!).fill(index))
  const order: number[] = []
  while (order.length < count) order.push(...random.shuffle([...round]).slice(0, count - order.length))
  const places = cases.map(() => 0)
  const knownOf = cases.map(({ id, request }) => recorded.headOnly(id, 'fallback', request.hash))
  return order.map((index, position): Slot => {
    const place = places[index]!
    places[index] = place + 1
    const known = knownOf[index]!
    const free = recorded.freeIndexAlone(cases[index]!.id, 'fallback')
    return {
      case: index,
      position,
      trial: known[place]?.trial ?? free + place - known.length,
      known: known[place],
    }
  })
}

function drawOf({ trial, position }: Slot, { id, request }: FallbackCase): Draw {
  return { arm: 'head', case: id, form: 'fallback', variant: 'fallback', trial, position, request }
}
