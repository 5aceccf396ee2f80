import * as z from 'zod'

const rate = z.number().min(0).max(0.5)

const planExtensionSchema = z.strictObject({
  /** Per case, the index of its first trial beyond the plan. */
  firstTrials: z.array(z.int().min(0)),
  /** Pairs of the plan that were lost and stay so, that it replays exactly: [case, the how-manieth pair of it, index of the trial]. */
  lost: z.array(z.tuple([z.int().min(0), z.int().min(0), z.int().min(0)])),
  /** Pairs that may be drawn in all, the plan's included, one entry each time more were allowed; complete rounds. */
  pairs: z.array(z.int().min(1)).min(1),
})

export type PlanExtension = z.infer<typeof planExtensionSchema>

/**
 * What is drawn for one suite, fixed before the first call and stored beside the trials, so that running the job again on the
 * same commits continues the same experiment instead of starting a luckier one (`statistics.md` §2).
 */
export const samplingPlanSchema = z.strictObject({
  v: z.literal(2),
  suite: z.string(),
  /** Seeds the order of cases, the coin of each pair, simulated models and sign flips. */
  seed: z.string(),
  /** Ids of the affected cases, in the order of the suite. */
  cases: z.array(z.string()),
  /**
   * Per case, how often a round holds it: as its weight asks, so that the mean over pairs is the weighted mean; where `history` has allocated,
   * more often where earlier runs showed more noise.
   */
  perRound: z.array(z.int().min(1)),
  /** The most pairs that may be drawn. How many are is for the looks to say. */
  pairs: z.int().min(0),
  /** Cases that run in head only, and the most trials of each. */
  headOnlyCases: z.int().min(0),
  headOnlyTrials: z.int().min(0),
  /** The most trials of head on its fallback, which decide nothing; absent where it has none. */
  fallbackTrials: z.int().min(0).optional(),
  /**
   * Horizon at the stated error rates and the noise assumed before anything is measured, in pairs; in trials of head alone where there are no
   * pairs. Above `planLength` the plan is capped.
   */
  wantedPairs: z.int().min(0),
  /** Pairs (trials) after which a change that does nothing is decided on average, at that noise. */
  expectedPairs: z.int().min(0),
  /** Earlier trials that had a say in this plan. */
  history: z
    .strictObject({
      runs: z.int().min(1),
      trials: z.int().min(1),
      /** They decide how often cases are drawn; otherwise they only told how noisy cases are. */
      allocated: z.boolean(),
    })
    .exactOptional(),
  /** The error rates that the suite spends: with the trials in their order, all looks and boundaries follow from them. */
  rates: z.strictObject({
    /** False alarms by role, one-sided; 0 where the suite has no such assertion. */
    primary: rate,
    guardrail: rate,
    /** Of a false pass, one-sided. */
    miss: rate.gt(0),
    /** The same three once more, kept for what is drawn beyond the plan; absent where the policy kept nothing when the plan was made. */
    extension: z.strictObject({ primary: rate, guardrail: rate, miss: rate.gt(0) }).optional(),
  }),
  /** What has been allowed beyond the plan, which itself never changes; absent until the first time. */
  extension: planExtensionSchema.optional(),
})

export type SamplingPlan = z.infer<typeof samplingPlanSchema>

/** The most pairs that may be drawn, extensions included. */
export function mostPairs({ pairs, extension }: Pick<SamplingPlan, 'pairs' | 'extension'>): number {
  return Math.max(pairs, extension?.pairs.at(-1) ?? 0)
}

/** Pairs of a round: every case as often as its weight asks. */
export function roundSize({ perRound }: Pick<SamplingPlan, 'perRound'>): number {
  return perRound.reduce((sum, share) => sum + share, 0)
}

/** The most that looks may be taken at: pairs, or trials of head alone, in complete rounds, where there are no pairs. */
export function planLength(
  plan: Pick<SamplingPlan, 'cases' | 'pairs' | 'headOnlyCases' | 'headOnlyTrials'>,
): number {
  return plan.cases.length === 0 ? plan.headOnlyCases * plan.headOnlyTrials : plan.pairs
}

/**
 * Trials of each head-only case that belong to the first `pairs` pairs: together they keep pace with the pairs, so that a look finds the same
 * of them in every replay. Where there are no pairs, they themselves are what is counted.
 */
export function headOnlyTrialsAt(
  plan: Pick<SamplingPlan, 'headOnlyCases' | 'headOnlyTrials'>,
  pairs: number,
): number {
  return plan.headOnlyCases === 0 ? 0 : Math.min(plan.headOnlyTrials, Math.ceil(pairs / plan.headOnlyCases))
}

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
