import type { Label } from '../scoring/label.ts'
import type { Ingredient } from '../suite/hybrid-request.ts'
import type { FollowUps } from './follow-up.ts'

/** All that has been seen of a suite, for the decider. Pure data; the order of `pairs` is the order of completion. */
export interface SuiteEvidence {
  /** The affected cases: those whose request differs between the arms. */
  readonly cases: readonly EvidenceCase[]
  /** Names of the metrics; the columns of every `Float64Array` below. */
  readonly metrics: readonly string[]
  /** What the codes of labels stand for; values that are not in it are numbers. Absent: no value is a label. */
  readonly labels?: ReadonlyMap<number, Label>
  /** Whole pairs only. */
  readonly pairs: readonly EvidencePair[]
  /** Pairs of which an arm has no usable trial: `infra-error` after its retries, or not recorded when offline. */
  readonly missing: readonly MissingPair[]
  /** Trials of head alone: new cases and the head form of edited cases. They enter absolute assertions only. */
  readonly headOnly: readonly HeadOnlyTrial[]
  /** Number of such trials that were lost. */
  readonly headOnlyLost: number
  /** Fresh trials beside the plan, which never count as its pairs. Absent where nobody draws any: then none can be had. */
  readonly followUps?: FollowUps
  /** Head on its fallback, beside the plan. Absent where it has none, and until it has been exercised. */
  readonly fallback?: FallbackEvidence
}

export interface FallbackEvidence {
  /** A round holds each case as its weight asks. */
  readonly cases: readonly (Pick<EvidenceCase, 'id' | 'weight'> & { readonly perRound: number })[]
  /** In the order in which they were planned; one value per metric each. */
  readonly trials: readonly FallbackTrial[]
  /** Trials that ended as infrastructure errors. */
  readonly lost: number
}

export interface FallbackTrial {
  /** Index into `FallbackEvidence.cases`. */
  readonly case: number
  readonly position: number
  readonly values: Float64Array
}

export interface EvidenceCase {
  readonly id: string
  /** Positive. */
  readonly weight: number
  readonly tags: readonly string[]
  /** Cases of one cluster are related; absent: the case stands for itself. */
  readonly cluster?: string
  /** In what head's request differs from base's. Absent where there are no requests: trials of another runner. */
  readonly changes?: readonly Ingredient[]
}

export interface EvidencePair {
  /** Index into `cases`. */
  readonly case: number
  /** Index of the pair within its case, from 0. */
  readonly trial: number
  /** Its place in the order in which the plan draws pairs, from 0. Whole and missing pairs share the places. */
  readonly position: number
  /** One value per metric: scores in [0, 1], quantities ≥ 0, NaN where a quantity is unknown, `labelCode` of labels. */
  readonly base: Float64Array
  readonly head: Float64Array
}

export interface MissingPair {
  readonly case: number
  readonly trial: number
  readonly position: number
  /** Whether the arm ended; at least one did not. */
  readonly base: boolean
  readonly head: boolean
}

export interface HeadOnlyTrial {
  readonly id: string
  readonly form: 'new' | 'edited'
  /** The how-manieth trial of its case it is, from 0. */
  readonly place: number
  readonly head: Float64Array
}
