import { pairsWithoutDiscordance } from '../stats/no-discordance.ts'
import { errorRateQuantile, pairsNeeded } from '../stats/pairs-needed.ts'
import type { Assertion } from '../suite/assertion.ts'
import type { SuiteLevels } from './error-budget.ts'

/** Rate of discordant pairs that is planned for while nothing is known: two arms that each pass about 90 %. */
const ASSUMED_DISCORDANCE = 0.2
/** Standard deviation of ln(head/base) of one pair that is planned for. */
const ASSUMED_LOG_SPREAD = 0.6
/** Pairs that a suite without gating assertions is shown with. */
const SHOWN_PAIRS = 50

/**
 * Pairs that the suite's gating assertions need at the stated error rates, before anything is measured. A slice needs as many pairs as the
 * whole suite would, and gets its share of each round: the smallest one decides.
 *
 * @param tags of each affected case
 */
export function wantedPairs(
  assertions: readonly Assertion[],
  tags: readonly (readonly string[])[],
  levels: SuiteLevels,
  miss: number,
): number {
  const gating = assertions.filter((one) => one.role !== 'advisory')
  return Math.max(
    SHOWN_PAIRS,
    ...gating.map((assertion) => {
      const role = assertion.role === 'guardrail' ? 'guardrail' : 'primary'
      const family = gating.filter((one) => one.role === assertion.role)
      const hypotheses = family.reduce((count, one) => count + 1 + one.slices.length, 0)
      const shares = assertion.slices.map(
        (slice) => tags.filter((of) => of.includes(slice)).length / tags.length,
      )
      const smallest = Math.min(1, ...shares.filter((share) => share > 0))
      return Math.ceil(pairsFor(assertion, { falseAlarm: levels[role] / hypotheses, miss }) / smallest)
    }),
  )
}

function pairsFor(
  { claim }: Assertion,
  rates: { readonly falseAlarm: number; readonly miss: number },
): number {
  switch (claim.kind) {
    case 'no-regression':
      return Math.max(
        pairsNeeded(ASSUMED_DISCORDANCE, claim.margin, rates),
        pairsWithoutDiscordance(claim.margin, rates.miss),
      )
    case 'at-least':
    case 'at-most': {
      const rate = claim.kind === 'at-least' ? claim.rate - claim.slack / 2 : claim.rate + claim.slack / 2
      return pairsNeeded(rate * (1 - rate), claim.slack, rates)
    }
    case 'ratio-at-most':
      return claim.ratio > 1
        ? Math.ceil(((errorRateQuantile(rates) * ASSUMED_LOG_SPREAD) / Math.log(claim.ratio)) ** 2)
        : 0
    case 'improves':
    case 'distribution':
      return pairsNeeded(ASSUMED_DISCORDANCE, 0.1, rates)
  }
}
