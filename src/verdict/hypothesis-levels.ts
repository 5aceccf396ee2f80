import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import type { Hypothesis } from './hypothesis.ts'

/** Level at which advisory metrics are described: they spend nothing and turn nothing red. */
const ADVISORY_LEVEL = 0.05

/** False-alarm level of all hypotheses of a role together. */
function roleLevel(role: Hypothesis['assertion']['role'], rates: SamplingPlan['rates']): number {
  return role === 'advisory' ? ADVISORY_LEVEL : rates[role]
}

/** Level of one hypothesis by itself: an even share of its role's. */
export function hypothesisLevel(
  hypothesis: Pick<Hypothesis, 'assertion'>,
  all: readonly Pick<Hypothesis, 'assertion'>[],
  rates: SamplingPlan['rates'],
): number {
  const { role } = hypothesis.assertion
  return roleLevel(role, rates) / all.filter((one) => one.assertion.role === role).length
}
