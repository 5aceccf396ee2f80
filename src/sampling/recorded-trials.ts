import type { Ingredient } from '../suite/hybrid-request.ts'
import type { Arm } from '../target/trial.ts'
import type { FollowUpPurpose, Variant } from './follow-up.ts'
import { createRecordedFollowUps, type RecordedFollowUps } from './recorded-follow-ups.ts'
import type { RecordedTrial } from './recorded-trial.ts'

/** Of trials of head alone: of a new or edited case, or of head on its fallback. */
type FormAlone = 'new' | 'edited' | 'fallback'

/** Identity of a trial within its suite, apart from the content of its request. */
export interface TrialKey {
  readonly arm: Arm
  readonly case: string
  readonly form: 'paired' | FormAlone | FollowUpPurpose
  /** Index within the case and form, from 0. */
  readonly trial: number
  /** Of a hybrid: the ingredient that it has from head. */
  readonly variant?: Ingredient | 'fallback'
}

interface RecordedAlone extends RecordedTrial {
  readonly trial: number
}

export interface RecordedPair {
  readonly trial: number
  readonly base: RecordedTrial
  readonly head: RecordedTrial
}

/** Trials of earlier runs of the same comparison. */
export interface RecordedTrials {
  add(key: TrialKey, trial: RecordedTrial): void
  /**
   * The pairs of a case of which both arms were recorded for these very requests, usable or not, in the order of their index. Half a pair is not
   * reused: its other half would be drawn at another time, and drift of the provider would then hit the arms unequally.
   */
  endedPairs(caseId: string, base: string, head: string): readonly RecordedPair[]
  /** The first index of a case's pairs that nothing is recorded under. */
  freeIndex(caseId: string): number
  /** Usable trials of head alone that were recorded for this very request, in the order of their index. */
  headOnly(caseId: string, form: FormAlone, request: string): readonly RecordedAlone[]
  /** The first index of a case's trials of head alone that nothing is recorded under. */
  freeIndexAlone(caseId: string, form: FormAlone): number
  readonly followUps: Omit<RecordedFollowUps, 'add'>
}

export function createRecordedTrials(): RecordedTrials {
  const paired = new Map<string, Map<number, Partial<Record<Arm, RecordedTrial>>>>()
  const alone = new Map<string, RecordedAlone[]>()
  const followUps = createRecordedFollowUps()
  const aloneOf = (form: string, caseId: string): RecordedAlone[] => {
    const key = `${form} ${caseId}`
    const trials = alone.get(key) ?? []
    alone.set(key, trials)
    return trials
  }
  return {
    followUps,
    add(key, trial) {
      if (key.form === 'confirmation' || key.form === 'attribution') {
        followUps.add({ ...key, purpose: key.form, variant: variantOf(key) }, trial)
        return
      }
      if (key.form !== 'paired') {
        aloneOf(key.form, key.case).push({ ...trial, trial: key.trial })
        return
      }
      const pairs = paired.get(key.case) ?? new Map<number, Partial<Record<Arm, RecordedTrial>>>()
      paired.set(key.case, pairs.set(key.trial, { ...pairs.get(key.trial), [key.arm]: trial }))
    },
    endedPairs(caseId, baseRequest, headRequest) {
      return [...(paired.get(caseId) ?? [])]
        .map(([trial, { base, head }]) => ({ trial, base, head }))
        .filter(
          (pair): pair is RecordedPair =>
            pair.base?.request === baseRequest && pair.head?.request === headRequest,
        )
        .sort((a, b) => a.trial - b.trial)
    },
    freeIndex: (caseId) => Math.max(-1, ...(paired.get(caseId)?.keys() ?? [])) + 1,
    headOnly: (caseId, form, request) =>
      aloneOf(form, caseId)
        .filter((trial) => isUsable(trial, request))
        .sort((a, b) => a.trial - b.trial),
    freeIndexAlone: (caseId, form) => Math.max(-1, ...aloneOf(form, caseId).map((one) => one.trial)) + 1,
  }
}

/** No follow-up runs on the fallback. */
function variantOf({ variant, arm }: TrialKey): 'base' | Variant {
  return variant === undefined || variant === 'fallback' ? arm : variant
}

function isUsable(trial: RecordedTrial | undefined, request: string): boolean {
  return trial?.values !== undefined && trial.request === request
}
