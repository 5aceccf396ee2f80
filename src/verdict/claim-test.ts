import type { LabelShares } from '../stats/label-shares.ts'
import type { Verdict } from './verdict.ts'

/** A claim about one metric (or a slice of it), tested on the evidence of a look but not yet decided: that takes the bounds of the look. */
export interface ClaimTest {
  readonly base: ArmSummary
  readonly head: ArmSummary
  /** p-value of the violation (got worse, below the rate, above the ratio), valid whenever one stops; `null` where there is nothing to test. */
  readonly p: number | null
  /** Pairs or trials that the claim's bounds count, lost ones included. */
  readonly information: number
  decide(look: LookBounds): ClaimDecision
}

export interface ArmSummary {
  /** Weighted over cases; `null` without trials. */
  readonly mean: number | null
  readonly trials: number
}

/** Where a look stands. Deviates are standard normal; a bound of ∞ means that nothing may be concluded yet. */
export interface LookBounds {
  /** One-sided level of this claim's false alarm; the interval is printed at 1 − 2 × level. */
  readonly level: number
  /** One-sided level of a false pass. */
  readonly miss: number
  /** What a deviate must reach at this look to show a violation, and half the width of the repeated interval. */
  readonly falseAlarmBound: number
  /** What a deviate must reach at this look to exclude one. */
  readonly missBound: number
  /** What of `miss` is spent up to this look, as a probability. */
  readonly missSpent: number
  /** How the claim has passed at an earlier look, if it has. */
  readonly passed: Pass | undefined
  /** The case that broke, where a drop in few cases is marked and one is confirmed. */
  readonly culprit?: Culprit | undefined
}

/** What is kept of a look that a claim has passed at: it stays passed. */
export type Pass = Pick<ClaimDecision, 'bound'>

/** What a concentrated drop needs besides its mark to be red. */
export interface Culprit {
  readonly id: string
  /** head − base, at most −.5. */
  readonly drop: number
  /** On fresh trials, which had no part in finding it. */
  readonly fresh: boolean
}

export interface ClaimDecision {
  readonly verdict: Exclude<Verdict, 'unaffected'>
  /** One sentence without a full stop. */
  readonly reason: string
  /** What a regression rests on: the mean, one case that broke, or several cases. Absent otherwise. */
  readonly cause?: 'mean' | 'case' | 'cases'
  readonly delta: Delta | null
  /** The interval of head's own value, for absolute claims. */
  readonly absolute?: Omit<Delta, 'population'>
  /**
   * Of a pass: how far it reaches, in the unit of the claim's limit (`no-regression`: a difference, negative). Everything beyond is ruled out at the one-sided
   * `level`, at the look that passed. Absent where nothing is ruled out by a test of one side, and where the difference is known.
   */
  readonly bound?: { readonly value: number; readonly level: number }
  /** The smallest drop that a look like this one finds or rules out, whatever was seen, at the stated error rates. */
  readonly detectable: number | null
  /** `distribution`: how often each value came, by the value that stands for it in the evidence. */
  readonly labels?: LabelShares
  /** Further pairs that would decide, where that can be said. */
  readonly morePairs?: number
  readonly notes: readonly string[]
}

export interface Delta {
  /** head − base; head / base for a ratio. */
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** Two-sided confidence level, 1 − 2 × the test's. */
  readonly level: number
  /** The same difference if the cases are a sample of users' inputs. */
  readonly population?: { readonly low: number; readonly high: number; readonly level: number }
}
