import type { FollowUpPurpose, Variant } from './follow-up.ts'
import type { RecordedTrial } from './recorded-trial.ts'

/** A set of trials as it was recorded. */
export interface RecordedFollowUp {
  readonly trial: number
  readonly trials: ReadonlyMap<'base' | Variant, RecordedTrial>
}

/** Follow-ups of earlier runs of the same comparison. */
export interface RecordedFollowUps {
  add(key: FollowUpKey & { readonly variant: 'base' | Variant }, trial: RecordedTrial): void
  /**
   * The sets of a case that were recorded for these very requests, in the order of their index: base and at least one variant of each are
   * usable, and none is missing. A variant that was lost stays lost: a hybrid that its model refuses is not paid for again and again.
   */
  sets(
    purpose: FollowUpPurpose,
    caseId: string,
    requests: ReadonlyMap<'base' | Variant, string>,
  ): readonly RecordedFollowUp[]
  /** The first index of a case's sets that nothing is recorded under. */
  freeIndex(purpose: FollowUpPurpose, caseId: string): number
}

interface FollowUpKey {
  readonly purpose: FollowUpPurpose
  readonly case: string
  readonly trial: number
}

export function createRecordedFollowUps(): RecordedFollowUps {
  const recorded = new Map<string, Map<number, Map<'base' | Variant, RecordedTrial>>>()
  const setsOf = (purpose: FollowUpPurpose, caseId: string) =>
    recorded.get(`${purpose} ${caseId}`) ?? new Map()
  return {
    add({ purpose, case: caseId, trial: index, variant }, trial) {
      const sets: Map<number, Map<'base' | Variant, RecordedTrial>> = setsOf(purpose, caseId)
      recorded.set(`${purpose} ${caseId}`, sets)
      sets.set(index, new Map([...(sets.get(index) ?? []), [variant, trial]]))
    },
    sets: (purpose, caseId, requests) =>
      [...setsOf(purpose, caseId)]
        .map(([trial, trials]): RecordedFollowUp => ({ trial, trials }))
        .filter(({ trials }) => isComplete(trials, requests))
        .sort((a, b) => a.trial - b.trial),
    freeIndex: (purpose, caseId) => Math.max(-1, ...setsOf(purpose, caseId).keys()) + 1,
  }
}

function isComplete(
  trials: RecordedFollowUp['trials'],
  requests: ReadonlyMap<'base' | Variant, string>,
): boolean {
  const variants = [...requests.keys()].filter((one) => one !== 'base')
  return (
    [...requests].every(([variant, request]) => trials.get(variant)?.request === request) &&
    trials.get('base')?.values !== undefined &&
    variants.some((variant) => trials.get(variant)?.values !== undefined)
  )
}
