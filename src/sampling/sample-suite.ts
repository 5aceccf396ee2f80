import type { CaseScorers } from '../scoring/compile-scorers.ts'
import { metricValue } from '../scoring/metric-value.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { Arm, TrialResult } from '../target/trial.ts'
import { blind } from './blind.ts'
import type { StoppingRule } from './decider.ts'
import { drawOrder } from './draw-order.ts'
import type { EvidenceCase, EvidencePair, HeadOnlyTrial, MissingPair, SuiteEvidence } from './evidence.ts'
import type { PairPool } from './pair-pool.ts'
import { recordedSlots } from './recorded-slots.ts'
import type { RecordedTrial, RecordedTrials, TrialKey } from './recorded-trials.ts'
import { type ExtensionPorts, sampleExtension } from './sample-extension.ts'
import { headOnlyTrialsAt, type PlanExtension, type PlannedPair, type SamplingPlan } from './sampling-plan.ts'
import { SamplingStopped } from './sampling-stopped.ts'
import { countCached, countFresh, createTally, type Tally } from './tally.ts'

/** One suite, ready to be sampled: everything is rendered, compiled and opened. */
export interface SuiteToSample {
  readonly plan: SamplingPlan
  readonly metrics: readonly string[]
  /** In the order of `plan.cases`. */
  readonly pairs: readonly PairedCase[]
  readonly headOnly: readonly HeadOnlyCase[]
}

export interface PairedCase extends EvidenceCase {
  readonly base: RenderedRequest
  readonly head: RenderedRequest
  readonly scorers: CaseScorers
}

export interface HeadOnlyCase {
  readonly id: string
  readonly form: 'new' | 'edited'
  readonly head: RenderedRequest
  readonly scorers: CaseScorers
}

export interface Draw extends TrialKey {
  readonly request: RenderedRequest
  /** Position of the pair in the run, from 0. */
  readonly position: number
}

export interface SamplerPorts {
  /**
   * Runs the target. `undefined` offline, where only recorded trials count.
   * Rejects when nothing more may be drawn: the budget is spent, the time is up, the run was interrupted.
   */
  readonly draw: ((draw: Draw) => Promise<TrialResult>) | undefined
  readonly recorded: RecordedTrials
  /** Resolves when the trial is safe on disk. */
  readonly record: (
    draw: Draw,
    result: TrialResult,
    scores: Readonly<Record<string, number>>,
  ) => Promise<void>
  readonly pool: PairPool
  readonly onProgress: (progress: SamplingProgress) => void
  /** Absent where the plan is all there is. */
  readonly extension?: {
    readonly mayDraw: ExtensionPorts['mayDraw']
    /** As `ExtensionPorts.grow`. @param freeze what has to be put on record before the first extension of a plan */
    readonly grow: (done: number, freeze: () => FrozenPlan) => Promise<number | undefined>
  }
}

/** What of a plan has to be known for it to replay exactly once trials beyond it are recorded. */
export type FrozenPlan = Pick<PlanExtension, 'firstTrials' | 'lost'>

export interface SamplingProgress {
  readonly suite: string
  readonly pairs: number
  /** Pairs at the next look; most suites are decided long before `mostPairs`. */
  readonly nextLook: number
  readonly mostPairs: number
  readonly missing: number
}

export interface SampledSuite {
  readonly evidence: SuiteEvidence
  readonly tally: Tally
  /** Why sampling ended before the plan was complete. */
  readonly stopped: unknown
  /** Why drawing beyond the plan ended before all that was allowed: the plan is complete all the same. */
  readonly extensionStopped?: unknown
}

/** A trial reduced to what the evidence needs; `undefined` where an arm has no usable trial. */
type Values = Float64Array | undefined

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
  const pairs: EvidencePair[] = []
  const missing: MissingPair[] = []
  const headOnly: HeadOnlyTrial[] = []
  let headOnlyLost = 0
  const seen = (): SuiteEvidence => ({
    cases: suite.pairs,
    metrics: suite.metrics,
    pairs,
    missing,
    headOnly,
    headOnlyLost,
  })
  let stopped: unknown
  /** Offline. */
  let unrecorded = 0
  /** Pairs that will have ended at the next look. */
  let done = 0

  /** Draws one trial, records and scores it; `undefined` where nothing usable came of it. */
  const fresh = async (draw: Draw, scorers: CaseScorers): Promise<Values> => {
    if (ports.draw === undefined || stopped !== undefined) return undefined
    const result = await ports.draw(draw)
    countFresh(tally, draw.arm, result)
    const { outcome, scores } = scorers.score(result)
    await ports.record(draw, { ...result, outcome }, scores)
    if (result.outcome === 'infra-error') return undefined
    return Float64Array.from(suite.metrics, (metric) =>
      metricValue(metric, scores, result.quantities, outcome),
    )
  }

  const reuse = (arm: Arm, trial: RecordedTrial): Values => {
    if (trial.values !== undefined) countCached(tally, arm, trial.model)
    return trial.values
  }

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
    const draw: Draw = { arm: 'head', case: one.id, form: one.form, trial, position: 0, request: one.head }
    if (known === undefined && ports.draw === undefined) unrecorded += 1
    const values = known === undefined ? await fresh(draw, one.scorers) : reuse('head', known)
    if (values === undefined) headOnlyLost += 1
    else headOnly.push({ id: one.id, form: one.form, place, head: values })
  }

  const slots = [...drawOrder(suite.plan)]
  let headOnlyDone = 0
  /** Cases that run in head alone keep pace with the pairs, so that a look finds the same of them in every replay. */
  const runExtra = (): Promise<void> => {
    const from = headOnlyDone
    headOnlyDone = headOnlyTrialsAt(suite.plan, done)
    return forEach(headOnlySlots(suite.headOnly, ports.recorded, from, headOnlyDone), runHeadOnly)
  }
  while (stopped === undefined && done < slots.length && unrecorded === 0) {
    const nextLook = rule.nextLook(blind(seen()))
    if (nextLook === undefined) break
    const wave = slots.slice(done, Math.max(nextLook, done + 1))
    done += wave.length
    await Promise.all([forEach(wave, runPair), runExtra()])
    if (stopped === undefined && rule.look(seen())) break
  }
  if (slots.length === 0) await runExtra()
  if (unrecorded > 0) {
    stopped ??= new SamplingStopped(
      `${unrecorded} trials are not recorded; run without --offline to draw them`,
    )
  }
  const { extension } = ports
  if (stopped !== undefined || extension === undefined) return { evidence: seen(), tally, stopped }
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
      grow: (pairs) => extension.grow(pairs, () => freeze(slots.slice(0, pairs))),
    },
  ).catch((error: unknown) => {
    stopped ??= error
  })
  return { evidence: seen(), tally, stopped: undefined, extensionStopped: stopped }
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
