import type { NoRegressionClaim } from '../../suite/assertion.ts'
import type { ClaimDecision, Culprit } from '../claim-test.ts'
import type { Marks } from '../hypothesis.ts'
import { points } from './summaries.ts'

/**
 * What is proven to be worse, and what is to be noted though it is not enough for a red check.
 *
 * @param findCulprit the case that a concentrated drop rests on; asked for only where there is such a drop
 */
export function findDrop(
  claim: NoRegressionClaim,
  marks: Marks,
  { estimate, high }: { readonly estimate: number; readonly high: number },
  findCulprit: () => Culprit | undefined,
): {
  readonly found?: Pick<ClaimDecision, 'reason' | 'cause'> & { readonly verdict: 'regression' }
  readonly notes: readonly string[]
} {
  if (marks.dropped && -estimate > claim.tolerance) {
    const reason = `dropped by ${points(estimate)}, more than chance explains`
    const notes =
      high < 0 ? [] : ['the test rules, not the interval, which is wider: it is about the mean alone']
    return { found: { verdict: 'regression', reason, cause: 'mean' }, notes }
  }
  const culprit = marks.concentrated ? findCulprit() : undefined
  if (culprit !== undefined) {
    const proof = culprit.fresh ? 'on fresh pairs, ' : ''
    const reason = `case ${culprit.id} dropped by ${points(culprit.drop)}, ${proof}more than chance explains, while the mean moved by ${points(estimate)}`
    return { found: { verdict: 'regression', reason, cause: 'case' }, notes: [] }
  }
  if (claim.cases === 'fail' && marks.cases) {
    const reason = 'cases got worse, more than chance explains, and the assertion says `cases: fail`'
    return { found: { verdict: 'regression', reason, cause: 'cases' }, notes: [] }
  }
  if (marks.concentrated)
    return {
      notes: ['a drop in few cases is proven, but none of them is confirmed to have lost half or more'],
    }
  if (marks.dropped)
    return { notes: [`a small but real drop, within the tolerance of ${points(claim.tolerance)}`] }
  return { notes: marks.cases ? ['some cases seem to have got worse, whatever the mean did'] : [] }
}
