import type { CaseScorers } from '../scoring/compile-scorers.ts'
import type { Arm } from '../target/trial.ts'
import type { RecordedTrial } from './recorded-trial.ts'
import type { Draw, SamplerPorts } from './sampler-ports.ts'
import { countCached, countFallback, countFresh, type Tally } from './tally.ts'
import { trialValues } from './trial-values.ts'

/** A trial reduced to what the evidence needs; `undefined` where nothing usable came of it. */
export type Values = Float64Array | undefined

/** Where trials come from: the target or the ledger. Both are counted. */
export interface TrialSource {
  /** Draws one trial, records and scores it. Rejects when nothing more may be drawn. */
  fresh(draw: Draw, scorers: CaseScorers): Promise<Values>
  reuse(arm: Arm | 'fallback', trial: RecordedTrial): Values
  /** Trials that were wanted offline and are not recorded. */
  readonly unrecorded: number
}

export function openTrialSource(
  metrics: readonly string[],
  ports: Pick<SamplerPorts, 'draw' | 'record' | 'labels'>,
  tally: Tally,
): TrialSource {
  let unrecorded = 0
  return {
    get unrecorded() {
      return unrecorded
    },
    async fresh(draw, scorers) {
      if (ports.draw === undefined) {
        unrecorded += 1
        return undefined
      }
      const result = await ports.draw(draw)
      if (draw.form === 'fallback') countFallback(tally, result)
      else countFresh(tally, draw.arm, result)
      const scored = scorers.score(result)
      await ports.record(draw, { ...result, outcome: scored.outcome }, scored.scores)
      if (result.outcome === 'infra-error') return undefined
      return trialValues(metrics, scored, result.quantities, ports.labels)
    },
    reuse(arm, trial) {
      if (arm === 'fallback') tally.cached += 1
      else countCached(tally, arm, trial)
      return trial.values
    },
  }
}
