import type { SuiteEvidence } from '../sampling/evidence.ts'
import { binomialUpperTail } from '../stats/binomial.ts'

/** More pairs than this share lost to infrastructure errors make a suite not-evaluable. */
const MISSING_LIMIT = 0.1
/** Chance below which an uneven loss between the arms is no accident. */
const IMBALANCE_LEVEL = 0.01

/**
 * Why the loss of trials makes the suite not-evaluable, or `undefined` when it does not.
 * An arm that loses more trials than the other (a prompt that times out, say) would be judged on its survivors.
 */
export function missingTooMuch(evidence: SuiteEvidence): string | undefined {
  const { missing, pairs, headOnly, headOnlyLost } = evidence
  if (headOnlyLost > MISSING_LIMIT * (headOnly.length + headOnlyLost)) {
    return `${headOnlyLost} of ${headOnly.length + headOnlyLost} trials of new and edited cases were lost to infrastructure errors`
  }
  const share = missing.length / Math.max(1, missing.length + pairs.length)
  if (pairs.length === 0 && missing.length > 0)
    return 'No pair of trials ended: every one lost an arm to an infrastructure error'
  if (share > MISSING_LIMIT) {
    return `${missing.length} of ${missing.length + pairs.length} pairs were lost to infrastructure errors, more than ${MISSING_LIMIT * 100} %`
  }
  const onlyBase = missing.filter((pair) => !pair.base && pair.head).length
  const onlyHead = missing.filter((pair) => pair.base && !pair.head).length
  const uneven = onlyBase + onlyHead
  if (uneven === 0) return undefined
  const p = Math.min(1, 2 * binomialUpperTail(Math.max(onlyBase, onlyHead), uneven, 0.5))
  return p < IMBALANCE_LEVEL
    ? `Infrastructure errors hit base ${onlyBase} and head ${onlyHead} times, which is no accident`
    : undefined
}
