import type { SamplingPlan } from './sampling-plan.ts'

/** What the size of a plan depends on: counts, budgets and stated error rates, never a score. */
export interface PlanInput {
  readonly suite: string
  readonly seed: string
  /** Ids of the affected cases. */
  readonly cases: readonly string[]
  readonly headOnlyCases: number
  /** Head-only trials can decide something only where the suite has an absolute assertion. */
  readonly hasAbsoluteAssertion: boolean
  /** Pairs that the suite's assertions need at the stated error rates. */
  readonly wantedPairs: number
  /** Each case is run once per arm, because the suite says that its trials do not vary. */
  readonly deterministic: boolean
  /** Calls that this suite may make; a pair is two. */
  readonly callCap: number
}

/** Trials of a new or edited case that is only shown, not judged. */
const SHOWN_TRIALS = 3

/**
 * A fixed number of rounds over all cases, enough for `wantedPairs`; as many whole rounds as the call cap allows; a random subset
 * of the cases where not even one round fits.
 */
export function planSuite(input: PlanInput): SamplingPlan {
  const cases = input.cases.length
  const wantedRounds =
    input.deterministic || cases === 0 ? 1 : Math.max(1, Math.ceil(input.wantedPairs / cases))
  const wantedPairs = wantedRounds * cases
  const wantedHeadOnly = input.deterministic
    ? 1
    : input.hasAbsoluteAssertion
      ? wantedRounds
      : Math.min(wantedRounds, SHOWN_TRIALS)

  const wantedCalls = 2 * wantedPairs + wantedHeadOnly * input.headOnlyCases
  const share = wantedCalls === 0 ? 1 : Math.min(1, input.callCap / wantedCalls)
  const headOnlyTrials = share === 1 ? wantedHeadOnly : Math.floor(wantedHeadOnly * share)
  const affordable = Math.floor((input.callCap - headOnlyTrials * input.headOnlyCases) / 2)
  return {
    v: 1,
    suite: input.suite,
    seed: input.seed,
    cases: [...input.cases],
    pairs: wantedPairs <= affordable ? wantedPairs : wholeRounds(Math.max(0, affordable), cases),
    headOnlyTrials,
    wantedPairs,
  }
}

function wholeRounds(pairs: number, cases: number): number {
  return pairs < cases ? pairs : pairs - (pairs % cases)
}

/** Calls that a plan makes when nothing is recorded and nothing is retried. */
export function plannedCalls(plan: SamplingPlan, headOnlyCases: number): number {
  return 2 * plan.pairs + plan.headOnlyTrials * headOnlyCases
}
