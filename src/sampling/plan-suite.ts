import { roundShares } from './round-shares.ts'
import { headOnlyTrialsAt, planLength, type SamplingPlan } from './sampling-plan.ts'

/** What the suite's assertions ask for at the stated error rates. */
export interface SuiteDesign {
  readonly rates: SamplingPlan['rates']
  /** Horizon at the assumed noise; of trials of head alone where there are no pairs, as below. */
  readonly wantedPairs: number
  /** The same at the worst noise that there can be: more are never drawn. */
  readonly mostPairs: number
  /** Pairs after which a change that does nothing is decided on average, at the assumed noise. */
  readonly expectedPairs: number
}

/** What earlier runs of the suite tell of a plan: how often cases are drawn and what is to be expected, not how much may be drawn. */
export interface InformedDesign extends Pick<SuiteDesign, 'wantedPairs' | 'expectedPairs'> {
  /** Per case of the plan, how often a round holds it. */
  readonly perRound: readonly number[]
  readonly history: NonNullable<SamplingPlan['history']>
}

/** What the size of a plan depends on: counts, budgets and stated error rates, never a score. */
export interface PlanInput {
  readonly suite: string
  readonly seed: string
  /** The affected cases. */
  readonly cases: readonly { readonly id: string /** > 0 */; readonly weight: number }[]
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
 * The most that the suite may draw; how much of it is drawn is for the looks to say. The pairs that are wanted at the assumed noise come
 * first, then what new cases need, then the pairs that worse noise would ask for.
 */
export function planSuite(input: PlanInput): SamplingPlan {
  if (input.cases.length === 0) return planAlone(input)
  const { design, deterministic, callCap, headOnlyCases } = input
  const cases = input.cases.length
  const pairsOf = (wanted: number): number => (deterministic ? cases : Math.max(cases, wanted))
  const wantedPairs = pairsOf(design.wantedPairs)
  const reserved = Math.min(wantedPairs, Math.floor(callCap / 2))
  const headOnlyTrials = Math.min(
    wantedTrials(input),
    Math.floor((callCap - 2 * reserved) / Math.max(1, headOnlyCases)),
  )
  const affordable = Math.floor((callCap - headOnlyTrials * headOnlyCases) / 2)
  const pairs = Math.min(pairsOf(design.mostPairs), affordable)
  return {
    v: 2,
    suite: input.suite,
    seed: input.seed,
    cases: input.cases.map((one) => one.id),
    perRound: deterministic
      ? input.cases.map(() => 1)
      : [...roundShares(input.cases.map((one) => one.weight))],
    pairs,
    headOnlyCases,
    headOnlyTrials,
    wantedPairs,
    expectedPairs: deterministic ? pairs : Math.min(pairs, design.expectedPairs),
    rates: { ...design.rates },
  }
}

/** Nothing is compared: new and edited cases alone are run, round after round, and what is wanted of pairs is wanted of their trials. */
function planAlone(input: PlanInput): SamplingPlan {
  const { design, deterministic, callCap, headOnlyCases } = input
  const wantedTrials = deterministic
    ? 1
    : Math.max(SHOWN_TRIALS, input.hasAbsoluteAssertion ? trialsOfEach(design.wantedPairs, headOnlyCases) : 0)
  const headOnlyTrials = Math.min(wantedTrials, Math.floor(callCap / Math.max(1, headOnlyCases)))
  const most = headOnlyTrials * headOnlyCases
  return {
    v: 2,
    suite: input.suite,
    seed: input.seed,
    cases: [],
    perRound: [],
    pairs: 0,
    headOnlyCases,
    headOnlyTrials,
    wantedPairs: wantedTrials * headOnlyCases,
    expectedPairs: deterministic || !input.hasAbsoluteAssertion ? most : Math.min(most, design.expectedPairs),
    rates: { ...design.rates },
  }
}

/**
 * The plan as earlier runs let it be carried out. The most pairs and the error rates stay as they are: with every run there is more history, and a
 * comparison that is run again must find the plan that it has.
 */
export function informPlan(plan: SamplingPlan, { history, ...informed }: InformedDesign): SamplingPlan {
  return {
    ...plan,
    perRound: [...informed.perRound],
    wantedPairs: Math.max(plan.cases.length, informed.wantedPairs),
    expectedPairs: Math.min(plan.pairs, informed.expectedPairs),
    history: { ...history },
  }
}

/** Trials of each new or edited case: together as many as there are pairs where they decide an absolute claim. */
function wantedTrials({ design, deterministic, hasAbsoluteAssertion, headOnlyCases }: PlanInput): number {
  if (deterministic) return 1
  return hasAbsoluteAssertion ? Math.max(1, trialsOfEach(design.wantedPairs, headOnlyCases)) : SHOWN_TRIALS
}

function trialsOfEach(wanted: number, cases: number): number {
  return Math.ceil(wanted / Math.max(1, cases))
}

/** Calls that a plan makes when nothing is recorded and nothing is retried: at most, and for a change that does nothing on average. */
export function plannedCalls(plan: SamplingPlan): { readonly most: number; readonly expected: number } {
  return { most: callsUpTo(plan, planLength(plan)), expected: callsUpTo(plan, plan.expectedPairs) }
}

/** Calls of the first `pairs` pairs and of the trials of head alone that go with them; of so many of these trials where there are no pairs. */
export function callsUpTo(plan: SamplingPlan, pairs: number): number {
  const paired = plan.cases.length === 0 ? 0 : 2 * pairs
  return paired + headOnlyTrialsAt(plan, pairs) * plan.headOnlyCases
}
