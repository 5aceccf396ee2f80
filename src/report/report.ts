import * as z from 'zod'
import { CLAIM_KINDS } from '../suite/assertion-schema.ts'
import { INGREDIENTS } from '../suite/hybrid-request.ts'
import { CONCLUSIONS, VERDICTS } from '../verdict/verdict.ts'

/**
 * The one value that every reporter reads and that `report.json` holds: `design.md` §6. Keys are those of the JSON contract.
 * Fields may be added, never renamed or removed.
 */
const verdict = z.enum(VERDICTS)
const conclusion = z.enum(CONCLUSIONS)
const share = z.number().min(0)
const count = z.int().min(0)

const armSummary = z.strictObject({
  /** Weighted mean over cases; null when there is no trial. */
  mean: z.number().nullable(),
  trials: count,
})

const delta = z.strictObject({
  /** head − base; for a ratio metric head / base. */
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  /** Confidence level of the interval, 1 − 2α of the test. */
  level: z.number().min(0).max(1),
  /** The same difference if the cases are a sample of users' inputs. Not gated on. */
  population: z.strictObject({ low: z.number(), high: z.number(), level: z.number() }).optional(),
})

/** How often a label came in each arm; its name is absent where labels are outputs and the policy publishes none. */
const labelShare = z.strictObject({ label: z.string().optional(), base: share, head: share })

const movedCase = z.strictObject({
  case: z.string(),
  /** In each arm. */
  trials: count,
  /** Total variation of the case: the share of its trials that would have to be called something else. */
  moved: share,
  /** The label that came less often by most, and the one that came more often by most. */
  from: labelShare,
  to: labelShare,
  /**
   * The share of the labels that came less often, on fresh pairs, which had no part in finding the change, where they confirm that it fell; p is
   * adjusted for the cases that were tried.
   */
  confirmed: z.strictObject({ base: armSummary, head: armSummary, p: share }).optional(),
})

const metric = z.strictObject({
  metric: z.string(),
  role: z.enum(['primary', 'guardrail', 'advisory']),
  assertion: z.enum(CLAIM_KINDS),
  /** Tag of the slice that is judged, when it is not the whole suite. */
  slice: z.string().optional(),
  margin: z.number().optional(),
  /** `no-regression`: a proven drop up to this size is a note, not a red check. */
  tolerance: share.optional(),
  /** `at-least`, `at-most`: the rate; `ratio-at-most`: the ratio; `distribution`: the total variation. */
  limit: z.number().optional(),
  slack: z.number().optional(),
  /** `ratio-at-most`: the quantile that is compared; absent: the geometric mean. */
  quantile: share.optional(),
  /** k, where the claim is about pass^k: k trials of a case in a row. */
  pass_power: z.int().min(2).optional(),
  verdict,
  /** One sentence: why this verdict. */
  reason: z.string(),
  /** What a regression rests on: the mean, one case that broke, or several cases. The interval speaks of the mean only. */
  cause: z.enum(['mean', 'case', 'cases']).optional(),
  base: armSummary,
  head: armSummary,
  delta: delta.nullable(),
  /** `at-least`, `at-most`: the interval of head's own value, which is what they gate on. */
  absolute: z
    .strictObject({
      estimate: z.number(),
      low: z.number(),
      high: z.number(),
      level: z.number().min(0).max(1),
    })
    .optional(),
  /**
   * Of a pass, in the unit of `margin` (negative) or `limit`: how far it reaches. Everything beyond is ruled out at this one-sided level, which
   * is what the verdict rests on; the interval is a wider one.
   */
  bound: z.strictObject({ value: z.number(), level: z.number().min(0).max(1) }).optional(),
  /** p-value of the regression test; null where there is none. */
  p: z.number().min(0).max(1).nullable(),
  /**
   * The smallest drop that a look like this one finds or rules out at the stated error rates, whatever was seen; null where unknown. Of an inconclusive metric
   * it is not below the margin; a pass may rule out less: see `bound`.
   */
  detectable: share.nullable(),
  /**
   * `distribution`: how often the most frequent labels came in each arm, those that moved most first. Absent where labels are outputs and
   * the policy publishes none.
   */
  labels: z
    .array(
      z.strictObject({
        label: z.string(),
        base: z.number().min(0).max(1),
        head: z.number().min(0).max(1),
      }),
    )
    .optional(),
  /**
   * A `distribution` that regressed: the cases whose labels moved most, at most five, those first that fresh pairs confirm. The others are
   * description: of single cases nothing is claimed.
   */
  moved_cases: z.array(movedCase).max(5).optional(),
  /** `distribution`: distinct labels seen, listed or not. */
  label_count: count.optional(),
  /** Where error rates are kept for extensions and the plan did not decide the suite: what decided the metric, if anything has. */
  decided_by: z.enum(['plan', 'extension']).optional(),
  /** What would decide an inconclusive metric. */
  needs: z.strictObject({ pairs: count, calls: count, cost_usd: z.number().nullable() }).optional(),
  notes: z.array(z.string()),
})

const caseResult = z.strictObject({
  case: z.string(),
  metric: z.string(),
  verdict,
  base: armSummary,
  head: armSummary,
  /** `paired` unless the case ran in head only. */
  form: z.enum(['paired', 'new', 'edited']),
  /** The same on fresh pairs, which had no part in finding the drop, where they confirm it; p is adjusted for the cases that were tried. */
  confirmed: z.strictObject({ base: armSummary, head: armSummary, p: z.number().min(0).max(1) }).optional(),
  /** One trial of each arm that shows the difference. Present only as far as the policy publishes outputs. */
  example: z.strictObject({ base: z.string().nullable(), head: z.string().nullable() }).optional(),
})

const culprits = z.strictObject({
  /** `labels` where no score dropped and only labels changed. */
  of: z.literal('labels').optional(),
  /** Fresh pairs confirm a case; no case stands out, or those that do are not confirmed; or they could not be tried. */
  status: z.enum(['confirmed', 'spread', 'not-tried']),
  /** Cases that stand out by the run's own data; 0 also where most of them do. */
  suspects: count,
  /** Cases that were tried on fresh pairs. */
  tried: count,
  /** Tags of the slices that regressed. */
  slices: z.array(z.string()),
  /** One sentence. */
  reason: z.string(),
})

/** Base's request with one of head's ingredients (the hybrid), beside base. */
const attribution = z.strictObject({
  ingredient: z.enum(INGREDIENTS),
  metric: z.string(),
  base: armSummary,
  hybrid: armSummary,
  /** hybrid − base; null without trials. */
  delta: z.number().nullable(),
  /** p-value of "the hybrid is worse", adjusted for the other ingredients; null without trials. */
  p: z.number().min(0).max(1).nullable(),
  /** It drops by itself; or that it loses half of the drop by itself is excluded; or neither is shown. */
  verdict: z.enum(['explains', 'not-shown', 'excluded']),
})

/** Head when its model fails: its fallback was asked instead, on purpose. Decides nothing. */
const fallback = z.strictObject({
  /** `provider/model`. */
  model: z.string(),
  /** Trials that were planned, and those of them that ended without an answer. */
  planned: count,
  lost: count,
  /** Requests of this run, which are in `calls.head` as well; retries included. */
  calls: count,
  /** At list price; in the suite's cost as well. */
  cost_usd: z.number().nullable(),
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      /** Head on its model, in the same cases. */
      primary: armSummary,
      fallback: armSummary,
      /** Of the mean on the fallback; guaranteed, each bound by itself. */
      interval: z.strictObject({ low: z.number(), high: z.number(), level: z.number() }),
      /** Fallback − primary; null where head did not run on its model. */
      delta: delta.nullable(),
      /** What counts as close. */
      margin: z.number(),
      /** Lower or higher is proven; or a difference of the margin is ruled out; or neither. */
      verdict: z.enum(['lower', 'higher', 'close', 'open']),
    }),
  ),
  /** One sentence. */
  reason: z.string(),
})

const suite = z.strictObject({
  suite: z.string(),
  file: z.string(),
  verdict,
  /** One sentence: why it ran or did not, and why this verdict. */
  reason: z.string(),
  affected_by: z.array(z.string()),
  affected_cases: count,
  total_cases: count,
  metrics: z.array(metric),
  cases: z.array(caseResult),
  /** Of a red suite: whether single cases stand behind the drop, or the change of labels. */
  culprits: culprits.optional(),
  /** Of a red suite of which several ingredients changed: which of them explains the drop. */
  attribution: z.array(attribution).optional(),
  /** One sentence about `attribution`. */
  attribution_reason: z.string().optional(),
  /** Where head declares a fallback and it was exercised. */
  fallback: fallback.optional(),
  /** `follow_up`: those of base and head that name cases and ingredients, after the drop was found. */
  calls: z.strictObject({
    base: count,
    head: count,
    judge: count,
    cached: count,
    follow_up: count.optional(),
  }),
  /** At list price, by which arms are compared. */
  cost_usd: z.number().nullable(),
  /** Where caches of prompts make it another amount: what is likely to be billed. */
  billed_usd: z.number().optional(),
  infra_errors: z.strictObject({ base: count, head: count }),
  /** Distinct served model ids per arm. */
  models: z.strictObject({ base: z.array(z.string()), head: z.array(z.string()) }),
  /** `planned`: the most that may be drawn, extensions included. */
  pairs: z.strictObject({ planned: count, complete: count, missing: count }),
  /** From the first trial to the verdict, where trials were drawn or replayed. Suites run at the same time. */
  duration_ms: z.number().min(0).optional(),
  /** Trials per arm that were compared as recorded, not as pairs. */
  recorded: z.strictObject({ base: count, head: count }).optional(),
  /** Where the plan ended without a decision and error rates are kept for going on: pairs beyond it, and whether `--extend` could decide more. */
  extension: z.strictObject({ pairs: count, open: z.boolean() }).optional(),
  findings: z.array(z.string()),
  notes: z.array(z.string()),
})

const gateChange = z.strictObject({
  /** What changed, in the words of the files: `suite triage, metric queue: margin 0.05 → 0.2`. */
  description: z.string(),
  file: z.string(),
  line: z.int().optional(),
  suite: z.string().optional(),
  /** True when it makes the gate easier to pass or cannot be told not to. */
  loosens: z.boolean(),
  approved: z.boolean(),
})

const toolChange = z.strictObject({ file: z.string(), tool: z.string(), description: z.string() })

export const reportSchema = z.strictObject({
  v: z.literal(1),
  verdict,
  conclusion,
  /** 0, 1 or 2: what the process exits with. */
  exit_code: z.int().min(0).max(2),
  base: z.string(),
  head: z.string(),
  /** The error rates that the verdicts hold at. */
  error_rates: z.strictObject({ false_alarm: z.number(), miss: z.number() }),
  suites: z.array(suite),
  gate_changes: z.array(gateChange),
  /** The label with which a maintainer approves gate changes, when the policy names one. */
  approval_label: z.string().optional(),
  tool_changes: z.array(toolChange),
  /** Files that could not be used: each a line with place, what is wrong and how to mend it. */
  findings: z.array(z.string()),
  notes: z.array(z.string()),
  calls: count,
  /** At list price, by which arms are compared. */
  cost_usd: z.number().nullable(),
  /** Where caches of prompts make it another amount: what is likely to be billed. */
  billed_usd: z.number().optional(),
  /** How to run the same comparison on a laptop. */
  reproduce: z.string(),
  duration_ms: z.number(),
})

export type Report = z.infer<typeof reportSchema>
export type SuiteReport = Report['suites'][number]
export type MetricReport = SuiteReport['metrics'][number]
export type CaseReport = SuiteReport['cases'][number]
export type MovedCaseReport = NonNullable<MetricReport['moved_cases']>[number]
export type CulpritsReport = NonNullable<SuiteReport['culprits']>
export type IngredientReport = NonNullable<SuiteReport['attribution']>[number]
export type FallbackReport = NonNullable<SuiteReport['fallback']>
export type GateChange = Report['gate_changes'][number]
