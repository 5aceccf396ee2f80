import { createRandom } from '../stats/random.ts'
import { hybridRequest } from '../suite/hybrid-request.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { TrialSource, Values } from './draw-trials.ts'
import { type FollowUp, type FollowUpTrials, followUpKey, type Variant } from './follow-up.ts'
import type { RecordedFollowUp } from './recorded-follow-ups.ts'
import type { Draw, SamplerPorts } from './sampler-ports.ts'
import { SamplingStopped } from './sampling-stopped.ts'
import type { PairedCase, SuiteToSample } from './suite-to-sample.ts'

interface FollowUpPorts extends Pick<SamplerPorts, 'draw' | 'recorded' | 'pool'>, TrialSource {}

/** A set that is ready to be drawn. */
interface Slot extends FollowUp {
  readonly one: PairedCase
  readonly requests: ReadonlyMap<'base' | Variant, RenderedRequest>
  readonly known: RecordedFollowUp | undefined
  readonly trial: number
}

/**
 * Fresh trials for the sets that are wanted: recorded ones are taken from the ledger, the others are drawn, the trials of a set back to back
 * in random order, so that drift of the provider hits base and its rivals alike.
 *
 * @param position of the run, in pairs, at which they are drawn
 * @returns the sets that have ended, and why the others have not
 */
export async function drawFollowUps(
  wanted: readonly FollowUp[],
  suite: SuiteToSample,
  position: number,
  ports: FollowUpPorts,
): Promise<{ readonly trials: readonly FollowUpTrials[]; readonly stopped: unknown }> {
  const slots = wanted.map((one) => slotOf(one, suite.pairs[one.case]!, ports))
  const trials: FollowUpTrials[] = []
  const unrecorded = ports.draw === undefined ? slots.filter((slot) => slot.known === undefined).length : 0
  let stopped: unknown
  const run = async (slot: Slot): Promise<void> => {
    if (stopped !== undefined) return
    try {
      trials.push(
        slot.known === undefined
          ? await drawSet(slot, `${suite.plan.seed}/${followUpKey(slot)}`, position, ports)
          : reuseSet(slot, slot.known, ports),
      )
    } catch (error) {
      stopped ??= error
    }
  }
  await ports.pool.forEach(
    slots.filter((slot) => slot.known !== undefined || ports.draw !== undefined),
    run,
  )
  if (unrecorded > 0) {
    stopped ??= new SamplingStopped(
      `${unrecorded} of the fresh trials that follow up a drop are not recorded; run without --offline to draw them`,
    )
  }
  return { trials, stopped }
}

function slotOf(wanted: FollowUp, one: PairedCase, { recorded }: FollowUpPorts): Slot {
  const requests = new Map<'base' | Variant, RenderedRequest>([
    ['base', one.base],
    ...wanted.variants.map(
      (variant) =>
        [variant, variant === 'head' ? one.head : hybridRequest(one.base, one.head, variant)] as const,
    ),
  ])
  const hashes = new Map([...requests].map(([variant, request]) => [variant, request.hash]))
  const known = recorded.followUps.sets(wanted.purpose, one.id, hashes)
  const free = recorded.followUps.freeIndex(wanted.purpose, one.id)
  return {
    ...wanted,
    one,
    requests,
    known: known[wanted.place],
    trial: known[wanted.place]?.trial ?? free + wanted.place - known.length,
  }
}

async function drawSet(
  slot: Slot,
  seed: string,
  position: number,
  { fresh }: FollowUpPorts,
): Promise<FollowUpTrials> {
  const order = createRandom(seed).shuffle([...slot.requests])
  // All are in flight at the same time; the shuffle decides which is sent first. What has been sent is waited for, and recorded, in any case.
  const settled = await Promise.allSettled(
    order.map(([variant, request]) =>
      fresh(drawOf(slot, variant, request, position), slot.one.scorers).then(
        (values) => [variant, values] as const,
      ),
    ),
  )
  const failed = settled.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return setOf(
    slot,
    settled.map((outcome) => (outcome as PromiseFulfilledResult<readonly ['base' | Variant, Values]>).value),
  )
}

function drawOf(slot: Slot, variant: 'base' | Variant, request: RenderedRequest, position: number): Draw {
  const { one, purpose, trial } = slot
  const common = { case: one.id, form: purpose, trial, position, request }
  if (variant === 'base' || variant === 'head') return { ...common, arm: variant }
  return { ...common, arm: 'head', variant }
}

function reuseSet(slot: Slot, known: RecordedFollowUp, { reuse }: FollowUpPorts): FollowUpTrials {
  return setOf(
    slot,
    [...known.trials]
      .filter(([variant]) => slot.requests.has(variant))
      .map(([variant, trial]) => [variant, reuse(variant === 'base' ? 'base' : 'head', trial)] as const),
  )
}

function setOf(
  { purpose, case: index, place }: Slot,
  values: readonly (readonly ['base' | Variant, Values])[],
): FollowUpTrials {
  return {
    purpose,
    case: index,
    place,
    base: values.find(([variant]) => variant === 'base')?.[1],
    variants: new Map(
      values.filter((one): one is [Variant, Float64Array] => one[0] !== 'base' && one[1] !== undefined),
    ),
  }
}
