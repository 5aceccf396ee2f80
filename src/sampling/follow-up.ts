import type { Ingredient } from '../suite/hybrid-request.ts'

/** What runs beside base in a follow-up: head, or a hybrid, which is base with this one of head's ingredients. */
export type Variant = 'head' | Ingredient

/** What fresh trials are for. It names them in the ledger, so that they never count as pairs of the plan, nor these as them. */
export type FollowUpPurpose = 'confirmation' | 'attribution'

/** A set of fresh trials on a case that are run back to back in random order: one of base and one of each variant. */
export interface FollowUp {
  readonly purpose: FollowUpPurpose
  /** Index into the plan's `cases`. */
  readonly case: number
  /** The how-manieth set of its purpose and case it is, from 0. */
  readonly place: number
  readonly variants: readonly Variant[]
}

/** What became of a set: one value per metric and trial, as in `EvidencePair`; `undefined` or absent where the trial was lost. */
export interface FollowUpTrials extends Pick<FollowUp, 'purpose' | 'case' | 'place'> {
  readonly base: Float64Array | undefined
  readonly variants: ReadonlyMap<Variant, Float64Array>
}

export interface FollowUps {
  readonly trials: readonly FollowUpTrials[]
  /** Nothing more can be drawn: the budget is spent, the run was interrupted, or it is offline. */
  readonly closed: boolean
}

/** Names a set among those of a suite. */
export function followUpKey({
  purpose,
  case: index,
  place,
}: Pick<FollowUp, 'purpose' | 'case' | 'place'>): string {
  return `${purpose} ${index} ${place}`
}
