import type { ForeignTrial } from '../ledger/trial-record.ts'
import type { Arm } from '../target/trial.ts'

/** All recorded trials of one suite as columns, in an order that does not depend on that of the lines. */
export interface RecordedSuite {
  readonly suite: string
  /** Names of scores, sorted. */
  readonly metrics: readonly string[]
  /** Ids of the cases of either arm, sorted. */
  readonly caseIds: readonly string[]
  /** Per scored trial, index of its case. */
  readonly cases: Uint32Array
  /** Per scored trial, 1 for head. */
  readonly heads: Uint8Array
  /** [metric][trial]; NaN where the trial lacks the score. */
  readonly scores: readonly Float64Array[]
  /** Trials that ended as infra-error and were never made good. */
  readonly lost: readonly { readonly case: number; readonly arm: Arm }[]
  /** Trials of new and edited cases, which have no counterpart in base. */
  readonly headOnly: number
  /** Distinct served model ids per arm, sorted. */
  readonly models: Readonly<Record<Arm, readonly string[]>>
  /** Mean cost of a trial in US dollars; `null` unless all have one. */
  readonly costPerTrial: number | null
}

/** Brings trials together by suite, in the order of their names. Outputs are not kept. */
export async function collectRecorded(
  trials: AsyncIterable<ForeignTrial>,
): Promise<readonly RecordedSuite[]> {
  const suites = new Map<string, Kept[]>()
  for await (const { suite, case: id, arm, trial, form, outcome, scores, quantities, model } of trials) {
    const kept = suites.get(suite) ?? []
    suites.set(suite, kept)
    kept.push({
      id,
      arm,
      trial,
      isHeadOnly: form !== undefined,
      // A name may be that of a property of all objects.
      scores: outcome === 'infra-error' ? undefined : new Map(Object.entries(scores)),
      cost: quantities.cost_usd,
      model,
    })
  }
  return [...suites].sort(([a], [b]) => order(a, b)).map(([suite, kept]) => tabulateSuite(suite, kept))
}

interface Kept {
  readonly id: string
  readonly arm: Arm
  readonly trial: number
  readonly isHeadOnly: boolean
  /** `undefined` for an infra-error. */
  readonly scores: ReadonlyMap<string, number> | undefined
  readonly cost: number | undefined
  readonly model: string | undefined
}

function tabulateSuite(suite: string, kept: readonly Kept[]): RecordedSuite {
  const comparable = kept
    .filter((one) => !one.isHeadOnly)
    .sort((a, b) => order(a.id, b.id) || order(a.arm, b.arm) || a.trial - b.trial)
  const scored = comparable.filter((one) => one.scores !== undefined)
  const metrics = [...new Set(scored.flatMap((one) => [...one.scores!.keys()]))].sort(order)
  const caseIds = [...new Set(comparable.map((one) => one.id))]
  const indices = new Map(caseIds.map((id, index) => [id, index]))
  const costs = scored.flatMap((one) => one.cost ?? [])
  const modelsOf = (arm: Arm): readonly string[] =>
    [...new Set(scored.flatMap((one) => (one.arm === arm ? (one.model ?? []) : [])))].sort(order)
  return {
    suite,
    metrics,
    caseIds,
    cases: Uint32Array.from(scored, (one) => indices.get(one.id)!),
    heads: Uint8Array.from(scored, (one) => Number(one.arm === 'head')),
    scores: metrics.map((metric) =>
      Float64Array.from(scored, (one) => one.scores!.get(metric) ?? Number.NaN),
    ),
    lost: lostTrials(comparable).map((one) => ({ case: indices.get(one.id)!, arm: one.arm })),
    headOnly: kept.length - comparable.length,
    models: { base: modelsOf('base'), head: modelsOf('head') },
    costPerTrial:
      costs.length === 0 || costs.length < scored.length
        ? null
        : costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
  }
}

/** One of each trial that was only ever an infra-error, however often it was tried. */
function lostTrials(trials: readonly Kept[]): readonly Kept[] {
  const key = ({ id, arm, trial }: Kept): string => JSON.stringify([id, arm, trial])
  const ended = new Set(trials.filter((one) => one.scores !== undefined).map(key))
  const lost = new Map(trials.filter((one) => !ended.has(key(one))).map((one) => [key(one), one]))
  return [...lost.values()]
}

/** By code unit, the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
