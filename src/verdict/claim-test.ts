import type { Verdict } from './verdict.ts'

/** A claim about one metric (or a slice of it), tested on the evidence but not yet decided: that takes all claims of the suite. */
export interface ClaimTest {
  readonly base: ArmSummary
  readonly head: ArmSummary
  /** p-value of the violation (got worse, below the rate, above the ratio); `null` where there is nothing to test. */
  readonly p: number | null
  decide(context: DecisionContext): ClaimDecision
}

export interface ArmSummary {
  /** Weighted over cases; `null` without trials. */
  readonly mean: number | null
  readonly trials: number
}

export interface DecisionContext {
  /** The violation is proven at the level of the push, all claims that share it considered. */
  readonly rejected: boolean
  /** One-sided level at which this claim was tested in the end; the interval is printed at 1 − 2 × level. */
  readonly level: number
  /** One-sided level of a false pass. */
  readonly miss: number
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
  /** The smallest drop that this many trials would detect at the stated error rates. */
  readonly detectable: number | null
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
