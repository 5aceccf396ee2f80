import { headOnlyTrials, type SamplingPlan } from './sampling-plan.ts'

/** What the suite's assertions ask for at the stated error rates. */
export interface SuiteDesign {
  readonly rates: SamplingPlan['rates']
  /** Horizon at the assumed noise. */
  readonly wantedPairs: number
  /** The same at the worst noise that there can be: more are never drawn. */
  readonly mostPairs: number
  readonly expectedPairs: number
}

/** What the size of a plan depends on: counts, budgets and stated error rates, never a score. */
export interface PlanInput {
  readonly suite: string
  readonly seed: string
  /** Ids of the affected cases. */
  readonly cases: readonly string[]
  readonly headOnlyCases: number
  /** Head-only trials can decide something only where the suite has an absolute assertion. */
  readonly hasAbsoluteAssertion: boolean
  readonly design: SuiteDesign
  /** Each case is run once per arm, because the suite says that its trials do not vary. */
  readonly deterministic: boolean
  /** Calls that this suite may make; a pair is two. */
  readonly callCap: number
}

/** Trials of a new or edited case that is only shown, not judged. */
const SHOWN_TRIALS = 3

/**
 * The most that the suite may draw: enough rounds over all cases for the worst noise; as many whole rounds as the call cap allows; a
 * random subset of the cases where not even one round fits. How much of it is drawn is for the looks to say.
 */
export function planSuite(input: PlanInput): SamplingPlan {
  const { design } = input
  const cases = input.cases.length
  const rounds = (pairs: number): number =>
    input.deterministic || cases === 0 ? 1 : Math.max(1, Math.ceil(pairs / cases))
  const most = rounds(design.mostPairs)
  const wantedHeadOnly = input.deterministic
    ? 1
    : input.hasAbsoluteAssertion
      ? most
      : Math.min(most, SHOWN_TRIALS)

  const mostCalls = 2 * most * cases + wantedHeadOnly * input.headOnlyCases
  const share = mostCalls === 0 ? 1 : Math.min(1, input.callCap / mostCalls)
  const extraTrials = share === 1 ? wantedHeadOnly : Math.floor(wantedHeadOnly * share)
  const affordable = Math.floor((input.callCap - extraTrials * input.headOnlyCases) / 2)
  const pairs = most * cases <= affordable ? most * cases : wholeRounds(Math.max(0, affordable), cases)
  return {
    v: 2,
    suite: input.suite,
    seed: input.seed,
    cases: [...input.cases],
    pairs,
    headOnlyTrials: extraTrials,
    wantedPairs: rounds(design.wantedPairs) * cases,
    expectedPairs: input.deterministic ? pairs : Math.min(pairs, design.expectedPairs),
    rates: { ...design.rates },
  }
}

function wholeRounds(pairs: number, cases: number): number {
  return pairs < cases ? pairs : pairs - (pairs % cases)
}

/** Calls that a plan makes when nothing is recorded and nothing is retried: at most, and for a change that does nothing on average. */
export function plannedCalls(
  plan: SamplingPlan,
  headOnlyCases: number,
): { readonly most: number; readonly expected: number } {
  const calls = (pairs: number): number => 2 * pairs + headOnlyTrials(plan, pairs) * headOnlyCases
  return { most: calls(plan.pairs), expected: calls(plan.expectedPairs) }
}
