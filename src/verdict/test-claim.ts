import type { Claim } from '../suite/assertion.ts'
import type { ClaimTest } from './claim-test.ts'
import { testImproves } from './claims/improves.ts'
import { testNoRegression } from './claims/no-regression.ts'
import { testRate } from './claims/rate.ts'
import { testRatio } from './claims/ratio.ts'
import type { ClaimEvidence, Hypothesis } from './hypothesis.ts'

/** Tests a hypothesis by the kind of its claim: the one place to extend for a new assertion kind. */
export function testClaim(hypothesis: Hypothesis, evidence: ClaimEvidence): ClaimTest {
  const { claim } = hypothesis
  switch (claim.kind) {
    case 'no-regression':
      return testNoRegression({ ...hypothesis, claim }, evidence)
    case 'at-least':
    case 'at-most':
      return testRate({ ...hypothesis, claim }, evidence)
    case 'ratio-at-most':
      return testRatio({ ...hypothesis, claim }, evidence)
    case 'improves':
      return testImproves({ ...hypothesis, claim }, evidence)
    case 'distribution':
      return untestable(claim)
  }
}

function untestable({ kind }: Claim): ClaimTest {
  return {
    base: { mean: null, trials: 0 },
    head: { mean: null, trials: 0 },
    p: null,
    information: 0,
    decide: () => ({
      verdict: 'not-evaluable',
      reason: `this version does not decide \`${kind}\` assertions`,
      delta: null,
      detectable: null,
      notes: [],
    }),
  }
}
