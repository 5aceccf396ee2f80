import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import type { Assertion } from '../suite/assertion.ts'

/** Claims that an extension can decide: a mean difference of scores is what a martingale bets on. Advisory ones decide nothing. */
export function isExtendable({ claim, role }: Pick<Assertion, 'claim' | 'role'>): boolean {
  return claim.kind === 'no-regression' && claim.passPower === undefined && role !== 'advisory'
}

/**
 * Keeps a share of a suite's error rates for what is drawn beyond its plan. A role without a claim that could be extended keeps nothing, and so
 * does a suite: what is not kept stays with the plan, and plan and extension together never exceed what was given.
 *
 * @param rates of the suite, as the push's split gives them
 * @param share in [0, .5]
 */
export function reserveRates(
  rates: Omit<SamplingPlan['rates'], 'extension'>,
  {
    assertions,
    deterministic,
  }: { readonly assertions: readonly Assertion[]; readonly deterministic: boolean },
  share: number,
): SamplingPlan['rates'] {
  const extendable = deterministic ? [] : assertions.filter(isExtendable)
  if (share === 0 || extendable.length === 0) return rates
  const kept = (role: 'primary' | 'guardrail'): number =>
    extendable.some((one) => one.role === role) ? rates[role] * share : 0
  const extension = { primary: kept('primary'), guardrail: kept('guardrail'), miss: rates.miss * share }
  return {
    primary: rates.primary - extension.primary,
    guardrail: rates.guardrail - extension.guardrail,
    miss: rates.miss - extension.miss,
    extension,
  }
}
