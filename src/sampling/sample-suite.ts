import type { Arm } from '../target/trial.ts'
import { blind } from './blind.ts'
import type { StoppingRule } from './decider.ts'
import { type DrawnFallback, drawFallback } from './draw-fallback.ts'
import { drawFollowUps } from './draw-follow-ups.ts'
import { drawOrder } from './draw-order.ts'
import { openTrialSource, type Values } from './draw-trials.ts'
import type { EvidencePair, HeadOnlyTrial, MissingPair, SuiteEvidence } from './evidence.ts'
import type { FollowUpTrials } from './follow-up.ts'
import { recordedSlots } from './recorded-slots.ts'
import type { RecordedTrial } from './recorded-trial.ts'
import type { RecordedTrials } from './recorded-trials.ts'
import { sampleExtension } from './sample-extension.ts'
import type { Draw, FrozenPlan, SamplerPorts } from './sampler-ports.ts'
import { headOnlyTrialsAt, type PlannedPair } from './sampling-plan.ts'
import { SamplingStopped } from './sampling-stopped.ts'
import type { HeadOnlyCase, PairedCase, SuiteToSample } from './suite-to-sample.ts'
import { createTally, type Tally } from './tally.ts'

export interface SampledSuite {
  readonly evidence: SuiteEvidence
  readonly tally: Tally
  /** Why sampling ended before the plan was complete. */
  readonly stopped: unknown
  /** Why fresh trials that follow up a drop could not all be drawn. */
  readonly followUpsStopped: unknown
  /** Why head's fallback could not be exercised as often as planned. */
  readonly fallbackStopped?: unknown
  /** Why drawing beyond the plan ended before all that was allowed: the plan is complete all the same. */
  readonly extensionStopped?: unknown
}

/**
 * Draws pairs in the plan's order until the stopping rule is satisfied or the plan is complete. Trials that are recorded for the same
 * requests count again, as whole pairs, without being paid again.
 */
export async function sampleSuite(
  suite: SuiteToSample,
  rule: StoppingRule,
  ports: SamplerPorts,
): Promise<SampledSuite> {
  const tally = createTally()
  const { fresh, reuse } = openTrialSource(suite.metrics, ports, tally)
  const pairs: EvidencePair[] = []
  const missing: MissingPair[] = []
  const headOnly: HeadOnlyTrial[] = []
  let headOnlyLost = 0
  const followUps: FollowUpTrials[] = []
  let followUpsStopped: unknown
  let exercised: DrawnFallback | undefined
  const seen = (): SuiteEvidence => ({
    cases: suite.pairs,
    metrics: suite.metrics,
    labels: ports.labels.texts,
    pairs,
    missing,
    headOnly,
    headOnlyLost,
    followUps: { trials: followUps, closed: followUpsStopped !== undefined },
    ...(exercised === undefined ? {} : { fallback: exercised.evidence }),
  })
  let stopped: unknown
  /** Offline. */
  let unrecorded = 0
  /** Pairs that will have ended at the next look. */
  let done = 0

  /** Runs a task for each item, as many at a time as the pool allows. The first failure stops it; nothing in flight is thrown away. */
  const forEach = <Item>(items: Iterable<Item>, task: (item: Item) => Promise<void>): Promise<void> =>
    ports.pool.forEach(items, async (item) => {
      if (stopped !== undefined) return
      try {
        await task(item)
      } catch (error) {
        stopped ??= error
      }
    })

  const drawPair = async (
    slot: PlannedPair,
    one: PairedCase,
    trial: number,
  ): Promise<{ base: Values; head: Values }> => {
    const draw = (arm: Arm): Promise<Values> =>
      fresh(
        { arm, case: one.id, form: 'paired', trial, position: slot.position, request: one[arm] },
        one.scorers,
      )
    // Both arms are in flight at the same time; the coin decides which is sent first.
    const arms: readonly Arm[] = slot.headFirst ? ['head', 'base'] : ['base', 'head']
    const settled = await Promise.allSettled(arms.map(draw))
    const failed = settled.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const [first, second] = settled.map((outcome) => (outcome as PromiseFulfilledResult<Values>).value)
    return slot.headFirst ? { base: second, head: first } : { base: first, head: second }
  }

  const recordedOf = suite.pairs.map((one, index) =>
    recordedSlots(ports.recorded, one, index, suite.plan.extension),
  )
  const runPair = async (slot: PlannedPair): Promise<void> => {
    const { position } = slot
    const { slots, freshTrial } = recordedOf[slot.case]!
    const known = slots[slot.trial]
    const trial = known?.trial ?? freshTrial(slot.trial)
    if (known === undefined && ports.draw === undefined) unrecorded += 1
    const { base, head } =
      known === undefined
        ? await drawPair(slot, suite.pairs[slot.case]!, trial)
        : { base: reuse('base', known.base), head: reuse('head', known.head) }
    if (base !== undefined && head !== undefined) pairs.push({ case: slot.case, trial, position, base, head })
    else
      missing.push({ case: slot.case, trial, position, base: base !== undefined, head: head !== undefined })
    ports.onProgress({
      suite: suite.plan.suite,
      pairs: pairs.length,
      nextLook: done,
      mostPairs: Math.max(suite.plan.pairs, done),
      missing: missing.length,
    })
  }

  const runHeadOnly = async ({ one, trial, known, place }: HeadOnlySlot): Promise<void> => {
    const draw: Draw = {
      arm: 'head',
      case: one.id,
      form: one.form,
      trial,
      position: 0,
      request: one.head,
    }
    if (known === undefined && ports.draw === undefined) unrecorded += 1
    const values = known === undefined ? await fresh(draw, one.scorers) : reuse('head', known)
    if (values === undefined) headOnlyLost += 1
    else headOnly.push({ id: one.id, form: one.form, place, head: values })
  }

  const slots = drawOrder(suite.plan)
  let headOnlyDone = 0
  /** Cases that run in head alone keep pace with the pairs, so that a look finds the same of them in every replay. */
  const runExtra = (): Promise<void> => {
    const from = headOnlyDone
    headOnlyDone = headOnlyTrialsAt(suite.plan, done)
    return forEach(headOnlySlots(suite.headOnly, ports.recorded, from, headOnlyDone), runHeadOnly)
  }
  /** Whether the suite may stop, once the fresh trials that the look asks for are there. That they cannot be had stops nothing else. */
  const lookAndFollowUp = async (): Promise<boolean> => {
    let mayStop = rule.look(seen())
    while (followUpsStopped === undefined) {
      const wanted = rule.followUps(seen())
      if (wanted.length === 0) break
      const before = tally.calls.base + tally.calls.head
      const drawn = await drawFollowUps(wanted, suite, done, { ...ports, fresh, reuse })
      tally.followUpCalls += tally.calls.base + tally.calls.head - before
      followUps.push(...drawn.trials)
      followUpsStopped = drawn.stopped
      mayStop = rule.look(seen())
    }
    return mayStop
  }
  while (stopped === undefined && done < suite.plan.pairs && unrecorded === 0) {
    const nextLook = rule.nextLook(blind(seen()))
    if (nextLook === undefined) break
    const wave = Math.min(suite.plan.pairs, Math.max(nextLook, done + 1)) - done
    done += wave
    await Promise.all([forEach(take(slots, wave), runPair), runExtra()])
    if (stopped === undefined && (await lookAndFollowUp())) break
  }
  if (suite.plan.pairs === 0) await runExtra()
  if (unrecorded > 0) {
    stopped ??= new SamplingStopped(
      `${unrecorded} trials are not recorded; run without --offline to draw them`,
    )
  }
  if (stopped === undefined && suite.fallback !== undefined) {
    const used = tally.calls.base + tally.calls.head + tally.cached
    exercised = await drawFallback(suite.plan, suite.fallback, suite.calls - used, {
      ...ports,
      fresh,
      reuse,
    })
  }
  const fallbackStopped = exercised?.stopped
  const { extension } = ports
  if (stopped !== undefined || extension === undefined) {
    return { evidence: seen(), tally, stopped, followUpsStopped, fallbackStopped }
  }
  const freeze = (planned: readonly PlannedPair[]): FrozenPlan => ({
    firstTrials: recordedOf.map(({ slots: known, freshTrial }, index) =>
      freshTrial(Math.max(known.length, planned.filter((slot) => slot.case === index).length)),
    ),
    lost: missing.map((one) => [one.case, planned[one.position]!.trial, one.trial]),
  })
  const run = async (wave: readonly PlannedPair[]): Promise<number | undefined> => {
    const before = missing.length
    done += wave.length
    await forEach(wave, runPair)
    return stopped === undefined ? missing.length - before : undefined
  }
  await sampleExtension(
    {
      plan: suite.plan,
      done,
      isRecorded: (slot) => recordedOf[slot.case]!.slots[slot.trial] !== undefined,
      isOpen: () => rule.isOpen?.(seen()) ?? false,
      run,
    },
    {
      mayDraw: extension.mayDraw,
      grow: (pairs) => extension.grow(pairs, () => freeze([...take(drawOrder(suite.plan), pairs)])),
    },
  ).catch((error: unknown) => {
    stopped ??= error
  })
  return {
    evidence: seen(),
    tally,
    stopped: undefined,
    followUpsStopped,
    fallbackStopped,
    extensionStopped: stopped,
  }
}

/** The next few of a sequence, made one by one as they are asked for; the sequence goes on behind them. */
function* take<Item>(items: Iterator<Item>, count: number): Generator<Item> {
  for (let taken = 0; taken < count; taken += 1) {
    const next = items.next()
    if (next.done === true) return
    yield next.value
  }
}

interface HeadOnlySlot {
  readonly one: HeadOnlyCase
  readonly trial: number
  /** The how-manieth of its case it is, from 0. */
  readonly place: number
  readonly known: RecordedTrial | undefined
}

/** The places `from` up to `to` of every case. */
function* headOnlySlots(
  cases: readonly HeadOnlyCase[],
  recorded: RecordedTrials,
  from: number,
  to: number,
): Generator<HeadOnlySlot> {
  for (const one of cases) {
    const known = recorded.headOnly(one.id, one.form, one.head.hash)
    const free = recorded.freeIndexAlone(one.id, one.form)
    for (let place = from; place < to; place += 1) {
      yield { one, place, trial: known[place]?.trial ?? free + place - known.length, known: known[place] }
    }
  }
}
