import type { CaseScorers } from '../scoring/compile-scorers.ts'
import type { RenderedRequest } from '../suite/render-request.ts'
import type { EvidenceCase } from './evidence.ts'
import type { SamplingPlan } from './sampling-plan.ts'

/** One suite, ready to be sampled: everything is rendered, compiled and opened. */
export interface SuiteToSample {
  readonly plan: SamplingPlan
  readonly metrics: readonly string[]
  /** In the order of `plan.cases`. */
  readonly pairs: readonly PairedCase[]
  readonly headOnly: readonly HeadOnlyCase[]
  /** What head's fallback is exercised on; absent where it has none. */
  readonly fallback?: {
    readonly cases: readonly FallbackCase[]
    /** Why its model cannot be asked; absent when it can. */
    readonly unusable?: string
  }
  /** Requests to the target that it may make in all. */
  readonly calls: number
}

export interface FallbackCase extends Pick<EvidenceCase, 'id' | 'weight'> {
  /** To the fallback. */
  readonly request: RenderedRequest
  readonly scorers: CaseScorers
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
