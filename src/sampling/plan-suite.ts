import type { SamplingPlan } from './sampling-plan.ts'

/** What the size of a plan depends on: counts, budgets and stated error rates, never a score. */
export interface PlanInput {
  readonly suite: string
  readonly seed: string
  /** The affected cases. */
  readonly cases: readonly { readonly id: string /** > 0 */; readonly weight: number }[]
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

/** A case is at most this often in a round; heavier ones are weighted by the statistics instead. */
const MOST_PER_ROUND = 20

/**
 * A fixed number of rounds over all cases, enough for `wantedPairs`; as many whole rounds as the call cap allows; a random subset of the cases
 * where not even one round fits. Pairs come first: what new cases cost is taken from what is left.
 */
export function planSuite(input: PlanInput): SamplingPlan {
  const perRound = roundShares(input.cases.map((one) => one.weight))
  const round = input.deterministic ? input.cases.length : perRound.reduce((sum, share) => sum + share, 0)
  const wantedRounds =
    input.deterministic || round === 0 ? 1 : Math.max(1, Math.ceil(input.wantedPairs / round))
  const wantedPairs = wantedRounds * round
  const affordable = Math.floor(input.callCap / 2)
  const pairs = wantedPairs <= affordable ? wantedPairs : wholeRounds(affordable, round)
  const wantedTrials = input.deterministic
    ? 1
    : input.hasAbsoluteAssertion
      ? trialsPerCase(input)
      : Math.min(wantedRounds, SHOWN_TRIALS)
  return {
    v: 1,
    suite: input.suite,
    seed: input.seed,
    cases: input.cases.map((one) => one.id),
    perRound: input.deterministic ? input.cases.map(() => 1) : [...perRound],
    pairs,
    headOnlyTrials: Math.min(
      wantedTrials,
      Math.floor((input.callCap - 2 * pairs) / Math.max(1, input.headOnlyCases)),
    ),
    wantedPairs,
  }
}

/** Trials of each new or edited case, so that together they suffice for an absolute claim. */
function trialsPerCase({ wantedPairs, headOnlyCases }: PlanInput): number {
  return Math.max(1, Math.ceil(wantedPairs / Math.max(1, headOnlyCases)))
}

/** How often each case stands in a round: in proportion to its weight, at least once. */
function roundShares(weights: readonly number[]): readonly number[] {
  const unit = Math.max(Math.min(...weights), Math.max(...weights) / MOST_PER_ROUND)
  return weights.map((weight) => Math.max(1, Math.round(weight / unit)))
}

function wholeRounds(pairs: number, round: number): number {
  return pairs < round ? pairs : pairs - (pairs % round)
}

/** Calls that a plan makes when nothing is recorded and nothing is retried. */
export function plannedCalls(plan: SamplingPlan, headOnlyCases: number): number {
  return 2 * plan.pairs + plan.headOnlyTrials * headOnlyCases
}
