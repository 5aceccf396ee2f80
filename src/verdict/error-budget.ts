import type { MetricRole } from '../suite/assertion.ts'

/** The share of a push's false-alarm rate that guardrails get where there are primaries too: `statistics.md` §4. */
const GUARDRAIL_SHARE = 0.2

/** False-alarm level of each suite and role. */
type SuiteLevels = Readonly<Record<'primary' | 'guardrail', number>>

/**
 * Splits the false-alarm rate of the push over everything in it that can turn the check red, so that the promise is about the check
 * and not about a metric: first between primaries and guardrails, then evenly over the suites that have such assertions. Within a
 * suite the claims of a role share its level (`regression-marks.ts`). A role that is not configured anywhere leaves its share to the other.
 *
 * @param roles for every suite that is judged, the roles of its assertions
 * @param falseAlarm α of the push, in (0, .5)
 * @returns per suite; 0 for a role that the suite does not have. All levels sum to at most α.
 */
export function splitFalseAlarm(
  roles: readonly (readonly MetricRole[])[],
  falseAlarm: number,
): readonly SuiteLevels[] {
  const primaries = roles.filter((suite) => suite.includes('primary')).length
  const guardrails = roles.filter((suite) => suite.includes('guardrail')).length
  const guardrailLevel = guardrails === 0 ? 0 : primaries === 0 ? falseAlarm : falseAlarm * GUARDRAIL_SHARE
  const primaryLevel = falseAlarm - guardrailLevel
  return roles.map((suite) => ({
    primary: suite.includes('primary') ? primaryLevel / primaries : 0,
    guardrail: suite.includes('guardrail') ? guardrailLevel / guardrails : 0,
  }))
}
