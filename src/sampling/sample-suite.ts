import type { CaseScorers } from '../scoring/compile-scorers.ts'
import { metricValue } from '../scoring/metric-value.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { Arm, TrialResult } from '../target/trial.ts'
import { blind } from './blind.ts'
import type { StoppingRule } from './decider.ts'
import { drawOrder } from './draw-order.ts'
import type { EvidenceCase, EvidencePair, HeadOnlyTrial, MissingPair, SuiteEvidence } from './evidence.ts'
import type { PairPool } from './pair-pool.ts'
import { createPairStore } from './pair-store.ts'
import type { RecordedTrial, RecordedTrials, TrialKey } from './recorded-trials.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'
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
}

export interface SamplingProgress {
  readonly suite: string
  readonly pairs: number
  readonly plannedPairs: number
  readonly missing: number
}

export interface SampledSuite {
  readonly evidence: SuiteEvidence
  readonly tally: Tally
  /** Why sampling ended before the plan was complete. */
  readonly stopped: unknown
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
  const store = createPairStore(suite.metrics.length)
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
    countCached(tally, arm, trial.model)
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

  const pairsOf = suite.pairs.map((one) => ({
    whole: ports.recorded.wholePairs(one.id, one.base.hash, one.head.hash),
    free: ports.recorded.freeIndex(one.id),
  }))
  const runPair = async (slot: PlannedPair): Promise<void> => {
    const { whole, free } = pairsOf[slot.case]!
    const known = whole[slot.trial]
    const trial = known?.trial ?? free + slot.trial - whole.length
    const { base, head } =
      known === undefined
        ? await drawPair(slot, suite.pairs[slot.case]!, trial)
        : { base: reuse('base', known.base), head: reuse('head', known.head) }
    if (base !== undefined && head !== undefined) pairs.push(store(slot.case, trial, base, head))
    else missing.push({ case: slot.case, trial, base: base !== undefined, head: head !== undefined })
    ports.onProgress({
      suite: suite.plan.suite,
      pairs: pairs.length,
      plannedPairs: suite.plan.pairs,
      missing: missing.length,
    })
  }

  const runHeadOnly = async ({ one, trial, known }: HeadOnlySlot): Promise<void> => {
    const draw: Draw = { arm: 'head', case: one.id, form: one.form, trial, position: 0, request: one.head }
    const values = known === undefined ? await fresh(draw, one.scorers) : reuse('head', known)
    if (values === undefined) headOnlyLost += 1
    else headOnly.push({ id: one.id, form: one.form, trial, head: values })
  }

  const extra = forEach(headOnlySlots(suite, ports.recorded), runHeadOnly)
  const slots = drawOrder(suite.plan)
  let done = 0
  while (stopped === undefined && done < suite.plan.pairs) {
    const nextLook = rule.nextLook(blind(seen()))
    if (nextLook === undefined) break
    const until = Math.min(suite.plan.pairs, Math.max(nextLook, done + 1))
    await forEach(take(slots, until - done), runPair)
    done = until
    if (stopped === undefined && rule.look(seen())) break
  }
  await extra
  if (ports.draw === undefined && missing.length + headOnlyLost > 0) {
    stopped ??= new SamplingStopped(
      `${missing.length + headOnlyLost} trials are not recorded; run without --offline to draw them`,
    )
  }
  return { evidence: seen(), tally, stopped }
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
  readonly known: RecordedTrial | undefined
}

function* headOnlySlots(suite: SuiteToSample, recorded: RecordedTrials): Generator<HeadOnlySlot> {
  for (const one of suite.headOnly) {
    const known = recorded.headOnly(one.id, one.form, one.head.hash)
    const free = recorded.freeIndexAlone(one.id, one.form)
    for (let slot = 0; slot < suite.plan.headOnlyTrials; slot += 1) {
      yield { one, trial: known[slot]?.trial ?? free + slot - known.length, known: known[slot] }
    }
  }
}
