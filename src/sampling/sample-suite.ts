import type { CaseScorers } from '../scoring/compile-scorers.ts'
import { metricValue } from '../scoring/metric-value.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { Arm, TrialResult } from '../target/trial.ts'
import { blind } from './blind.ts'
import type { StoppingRule } from './decider.ts'
import { drawOrder } from './draw-order.ts'
import type { EvidenceCase, EvidencePair, HeadOnlyTrial, MissingPair, SuiteEvidence } from './evidence.ts'
import type { PairPool } from './pair-pool.ts'
import type { RecordedTrials, TrialKey } from './recorded-trials.ts'
import type { PlannedPair, SamplingPlan } from './sampling-plan.ts'
import { countFresh, createTally, type Tally } from './tally.ts'

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
  readonly record: (draw: Draw, result: TrialResult, scores: Readonly<Record<string, number>>) => Promise<void>
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
 * requests count again without being paid again; of a half-recorded pair only the missing half is drawn.
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
  const seen = (): SuiteEvidence => ({ cases: suite.pairs, metrics: suite.metrics, pairs, missing, headOnly, headOnlyLost })
  let stopped: unknown

  const trialValues = async (draw: Draw, scorers: CaseScorers): Promise<Values> => {
    const known = ports.recorded.take(draw, draw.request.hash)
    if (known !== undefined) {
      tally.cached += 1
      if (known.model !== undefined) tally.models[draw.arm].add(known.model)
      return known.values
    }
    if (ports.draw === undefined || stopped !== undefined) return undefined
    const result = await ports.draw(draw)
    countFresh(tally, draw.arm, result)
    const scored = scorers.score(result)
    await ports.record(draw, { ...result, outcome: scored.outcome }, scored.scores)
    if (result.outcome === 'infra-error') return undefined
    return Float64Array.from(suite.metrics, (metric) => metricValue(metric, scored.scores, result.quantities, scored.outcome))
  }

  /** Runs a task unless sampling has stopped; the first failure stops it. Nothing in flight is thrown away. */
  const guarded = (task: () => Promise<void>): Promise<void> =>
    ports.pool.run(async () => {
      if (stopped !== undefined) return
      try {
        await task()
      } catch (error) {
        stopped ??= error
      }
    })

  const runPair = async (slot: PlannedPair): Promise<void> => {
    const pairedCase = suite.pairs[slot.case]!
    const draw = (arm: Arm): Promise<Values> =>
      trialValues(
        { arm, case: pairedCase.id, form: 'paired', trial: slot.trial, position: slot.position, request: pairedCase[arm] },
        pairedCase.scorers,
      )
    // Both arms are in flight at the same time; the coin decides which is sent first.
    const first = draw(slot.headFirst ? 'head' : 'base')
    const second = draw(slot.headFirst ? 'base' : 'head')
    const settled = await Promise.allSettled([first, second])
    const failed = settled.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const [one, two] = settled.map((outcome) => (outcome as PromiseFulfilledResult<Values>).value)
    const [base, head] = slot.headFirst ? [two, one] : [one, two]
    if (base !== undefined && head !== undefined) pairs.push({ case: slot.case, trial: slot.trial, base, head })
    else missing.push({ case: slot.case, trial: slot.trial, base: base !== undefined, head: head !== undefined })
    ports.onProgress({
      suite: suite.plan.suite,
      pairs: pairs.length,
      plannedPairs: suite.plan.pairs,
      missing: missing.length,
    })
  }

  const runHeadOnly = async (one: HeadOnlyCase, trial: number): Promise<void> => {
    const values = await trialValues(
      { arm: 'head', case: one.id, form: one.form, trial, position: 0, request: one.head },
      one.scorers,
    )
    if (values === undefined) headOnlyLost += 1
    else headOnly.push({ id: one.id, form: one.form, trial, head: values })
  }

  const extra = suite.headOnly.flatMap((one) =>
    Array.from({ length: suite.plan.headOnlyTrials }, (_, trial) => guarded(() => runHeadOnly(one, trial))),
  )
  const slots = [...drawOrder(suite.plan)]
  let done = 0
  while (stopped === undefined && done < slots.length) {
    const nextLook = rule.nextLook(blind(seen()))
    if (nextLook === undefined) break
    const wave = slots.slice(done, Math.max(nextLook, done + 1))
    await Promise.all(wave.map((slot) => guarded(() => runPair(slot))))
    done += wave.length
    if (stopped === undefined && rule.look(seen())) break
  }
  await Promise.all(extra)
  return { evidence: seen(), tally, stopped }
}
