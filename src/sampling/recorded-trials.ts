import type { Arm } from '../target/trial.ts'

/** Identity of a trial within its suite, apart from the content of its request. */
export interface TrialKey {
  readonly arm: Arm
  readonly case: string
  readonly form: 'paired' | 'new' | 'edited'
  readonly trial: number
}

export interface RecordedTrial {
  /** One value per metric, scored with the scorers of this run. */
  readonly values: Float64Array
  readonly model: string | undefined
}

/** Usable trials of earlier runs, by identity and request. Infrastructure errors are not among them: they may be tried again. */
export interface RecordedTrials {
  add(key: TrialKey, request: string, trial: RecordedTrial): void
  /** The recorded trial, if this very request was recorded under this key. */
  take(key: TrialKey, request: string): RecordedTrial | undefined
}

export function createRecordedTrials(): RecordedTrials {
  const trials = new Map<string, RecordedTrial>()
  const identity = (key: TrialKey, request: string): string =>
    JSON.stringify([key.arm, key.form, key.trial, request, key.case])
  return {
    add: (key, request, trial) => {
      trials.set(identity(key, request), trial)
    },
    take: (key, request) => trials.get(identity(key, request)),
  }
}
