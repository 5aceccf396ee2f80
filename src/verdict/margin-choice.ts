import type { Assertion } from '../suite/assertion.ts'

/** The assertion whose margin a forecast speaks of, and where it stands. */
export interface MarginAssertion {
  readonly metric: string
  readonly margin: number
}

/** The first gating `no-regression`, a primary one before a guardrail; `undefined` for a suite without. */
export function mainMargin(assertions: readonly Assertion[]): MarginAssertion | undefined {
  for (const role of ['primary', 'guardrail'] as const) {
    for (const assertion of assertions) {
      if (assertion.role === role && assertion.claim.kind === 'no-regression') {
        return { metric: assertion.metric, margin: assertion.claim.margin }
      }
    }
  }
  return undefined
}

/** The same assertions with all margins `factor` times as large, at most 1. */
export function withMargins(assertions: readonly Assertion[], factor: number): readonly Assertion[] {
  return assertions.map((assertion) => {
    const { claim } = assertion
    if (claim.kind !== 'no-regression') return assertion
    const margin = Math.min(1, claim.margin * factor)
    return { ...assertion, claim: { ...claim, margin, tolerance: (claim.tolerance * margin) / claim.margin } }
  })
}
