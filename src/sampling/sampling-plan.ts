import * as z from 'zod'

/**
 * What is drawn for one suite, fixed before the first call and stored beside the trials, so that running the job again on the
 * same commits continues the same experiment instead of starting a luckier one (`statistics.md` §2).
 */
export const samplingPlanSchema = z.strictObject({
  v: z.literal(1),
  suite: z.string(),
  /** Seeds the order of cases, the coin of each pair, simulated models and sign flips. */
  seed: z.string(),
  /** Ids of the affected cases, in the order of the suite. */
  cases: z.array(z.string()),
  /** Per case, how often a round holds it: as its weight asks, so that the mean over pairs is the weighted mean. */
  perRound: z.array(z.int().min(1)),
  /** Pairs in all; whole rounds unless the budget allows less than one round. */
  pairs: z.int().min(0),
  /** Trials of each case that runs in head only. */
  headOnlyTrials: z.int().min(0),
  /** Pairs that the stated error rates would have needed; greater than `pairs` when the budget capped the plan. */
  wantedPairs: z.int().min(0),
})

export type SamplingPlan = z.infer<typeof samplingPlanSchema>

/** A slot of the plan: a case and the how-manieth pair of it this is. */
export interface PlannedPair {
  /** Index into the plan's `cases`. */
  readonly case: number
  /** Index of the pair within its case, from 0. */
  readonly trial: number
  /** Position in the run, from 0. */
  readonly position: number
  /** The coin: which arm is called first. */
  readonly headFirst: boolean
}
