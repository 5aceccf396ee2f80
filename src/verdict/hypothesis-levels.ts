import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import type { Hypothesis } from './hypothesis.ts'

/** Level at which advisory metrics are described: they spend nothing and turn nothing red. */
const ADVISORY_LEVEL = 0.05

/** False-alarm level of one hypothesis by itself: an even share of its role's. */
export function hypothesisLevel(
  { assertion }: Pick<Hypothesis, 'assertion'>,
  all: readonly Pick<Hypothesis, 'assertion'>[],
  { rates }: Pick<SamplingPlan, 'rates'>,
): number {
  const level = assertion.role === 'advisory' ? ADVISORY_LEVEL : rates[assertion.role]
  return level / all.filter((one) => one.assertion.role === assertion.role).length
}
