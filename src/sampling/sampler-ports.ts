import type { RenderedRequest } from '../suite/render-request.ts'
import type { TrialResult } from '../target/trial.ts'
import type { LabelTexts } from './label-texts.ts'
import type { PairPool } from './pair-pool.ts'
import type { RecordedTrials, TrialKey } from './recorded-trials.ts'
import type { ExtensionPorts } from './sample-extension.ts'
import type { PlanExtension } from './sampling-plan.ts'

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
  /** False where trials end at once: then nothing is drawn before a look that might not need it. */
  readonly takesTime: boolean
  readonly recorded: RecordedTrials
  /** Those of the recorded trials are in it. */
  readonly labels: LabelTexts
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
