import type { EvidenceCase } from '../sampling/evidence.ts'
import { float64Column } from '../stats/column.ts'
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
  /** What the sign-flip test of this hypothesis has found, at this look or before. */
  readonly marks: Marks
}

/** A mark is final: what has crossed stays crossed. */
export interface Marks {
  /** Stage-wise p-value of "got worse", adjusted for all hypotheses of the role. */
  readonly p: number
  /** What p must not exceed at this look to cross, roughly: what may be spent of the level that it is adjusted for. */
  readonly level: number
  /** A drop has crossed. */
  readonly dropped: boolean
  /** It did because it is concentrated in few cases rather than because of the mean. */
  readonly concentrated: boolean
  /**
   * The unsigned damage has crossed: cases got worse, whatever others gained. Within the error budget where the assertion says
   * `cases: fail`, at a level of its own outside of it otherwise.
   */
  readonly cases: boolean
}

/** Nothing has been looked at yet. */
export const NO_MARKS: Marks = { p: 1, level: 0, dropped: false, concentrated: false, cases: false }

/** All hypotheses of a suite: each assertion over all cases, then over each of its slices, which no case is in where none is affected. */
export function listHypotheses(
  assertions: readonly Assertion[],
  cases: readonly Pick<EvidenceCase, 'weight' | 'tags'>[],
  metrics: readonly string[],
): readonly Hypothesis[] {
  return judgeable(assertions, cases.length).flatMap((assertion) =>
    [undefined, ...(cases.length === 0 ? [] : assertion.slices)].map((slice) => ({
      assertion,
      claim: assertion.claim,
      slice,
      metric: metrics.indexOf(assertion.metric),
      weights: float64Column(cases, (one) =>
        slice === undefined || one.tags.includes(slice) ? one.weight : 0,
      ),
    })),
  )
}

/** Where no case is affected there is nothing to compare: only claims about head alone can be judged, on its new and edited cases. */
function judgeable(assertions: readonly Assertion[], cases: number): readonly Assertion[] {
  return cases > 0
    ? assertions
    : assertions.filter(({ claim }) => claim.kind === 'at-least' || claim.kind === 'at-most')
}
