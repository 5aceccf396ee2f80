import type { SignFlipResult } from '../stats/sign-flip-test.ts'
import type { Assertion, Claim } from '../suite/assertion.ts'
import type { EvidenceTable } from './evidence-table.ts'

/** One claim about one metric over all cases or over a slice: what shares the error budget with its like. */
export interface Hypothesis<Kind extends Claim = Claim> {
  readonly assertion: Assertion
  readonly claim: Kind
  readonly slice: string | undefined
  /** Column of the evidence. */
  readonly metric: number
  /** Per case; 0 outside the slice. */
  readonly weights: Float64Array
}

/** What a claim is tested on. */
export interface ClaimEvidence {
  readonly table: EvidenceTable
  /** Trials do not vary: differences are known, not estimated. */
  readonly deterministic: boolean
  /** The sign-flip test of this hypothesis, on flips that all hypotheses of the suite share; absent where the claim needs none. */
  readonly flips: SignFlipResult | undefined
}
