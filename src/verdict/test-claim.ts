import type { ClaimTest } from './claim-test.ts'
import { testDistribution } from './claims/distribution.ts'
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
      return testDistribution({ ...hypothesis, claim }, evidence)
  }
}
