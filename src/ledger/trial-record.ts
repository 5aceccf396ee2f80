import * as z from 'zod'
import { forms } from '../boundary/schema-forms.ts'
import { INGREDIENTS, type Ingredient } from '../suite/hybrid-request.ts'
import { measured } from '../target/measured.ts'
import { traceSchema } from '../target/trace-schema.ts'
import type { Arm, Outcome, Quantities, TraceStep } from '../target/trial.ts'

/** One line of `trials.jsonl`: `design.md` §6. Fields may be added, never renamed or removed. */
export interface TrialRecord {
  readonly v: 1
  readonly suite: string
  readonly case: string
  readonly arm: Arm
  /** Index of the trial within its case, arm and form, from 0. */
  readonly trial: number
  /**
   * Absent where the trial belongs to a pair of the plan. `new`, `edited`: of head alone. `confirmation`, `attribution`: fresh trials that follow
   * up a drop, which are no evidence for it. `fallback`: of head on its fallback.
   */
  readonly form?: 'new' | 'edited' | 'confirmation' | 'attribution' | 'fallback'
  /** A hybrid: base's request with this ingredient of head's, which is the arm it is listed under. Or head with its model forced to fail. */
  readonly variant?: Ingredient | 'fallback'
  readonly outcome: Outcome
  /** In [0, 1]. Empty for `infra-error`. */
  readonly scores: Readonly<Record<string, number>>
  readonly quantities: Quantities
  /** Content hash of the request. */
  readonly request: string
  /** Served model id. */
  readonly model?: string
  /** The configuration of the served model, as far as the provider names one. */
  readonly fingerprint?: string
  /** ISO 8601, when the trial ended. */
  readonly at: string
  readonly output: string
  readonly trace: readonly TraceStep[]
  /** `infra-error` only: one line that is safe to print. */
  readonly error?: string
}

/** What another runner's line must and may hold; what is more is not looked at. */
export type ForeignTrial = Pick<
  TrialRecord,
  'suite' | 'case' | 'arm' | 'trial' | 'form' | 'outcome' | 'scores' | 'quantities'
> &
  Partial<Pick<TrialRecord, 'v' | 'request' | 'model' | 'output'>> & {
    /** A hybrid of ours, or what another runner means by it. */
    readonly variant?: string
  }

const amount = measured.exactOptional()

const quantities = z.object({
  cost_usd: amount,
  billed_usd: amount,
  latency_ms: amount,
  first_byte_ms: amount,
  queue_ms: amount,
  retry_ms: amount,
  input_tokens: amount,
  output_tokens: amount,
  steps: amount,
  attempts: amount,
} satisfies Record<keyof Quantities, z.ZodType>)

const outcome = z.enum({
  ok: 'ok',
  abstained: 'abstained',
  refused: 'refused',
  clarified: 'clarified',
  'gave-up': 'gave-up',
  truncated: 'truncated',
  invalid: 'invalid',
  'infra-error': 'infra-error',
} satisfies { [Name in Outcome]: Name })

const identity = {
  suite: z.string().min(1),
  case: z.string().min(1),
  arm: z.enum(['base', 'head']),
  trial: z.int().min(0),
  form: z.enum(['new', 'edited', 'confirmation', 'attribution', 'fallback']).exactOptional(),
}

const scores = z.record(z.string(), z.number().min(0).max(1))

/** Other runners score on other scales. */
const foreignScore = z.number().check(({ value, issues }) => {
  if (value >= 0 && value <= 1) return
  issues.push({
    code: 'custom',
    input: value,
    message: `expected a score from 0 (worst) to 1 (best), got the number ${value}`,
    params: {
      hint: 'rescale scores before: (score − lowest) / (highest − lowest) makes 0 to 1 of any scale',
    },
  })
})

const noScoresOfFailures = { path: ['scores'], error: 'a trial that ended as infra-error has no scores' }

/** Drops keys that it does not know, so that a ledger that a later version has added to can still be read. */
export const trialRecordSchema: z.ZodType<TrialRecord> = z
  .object({
    v: z.literal(1),
    ...identity,
    variant: z.enum([...INGREDIENTS, 'fallback']).exactOptional(),
    outcome,
    scores,
    quantities,
    request: z.string().min(1),
    model: z.string().exactOptional(),
    fingerprint: z.string().exactOptional(),
    at: z.string().min(1),
    output: z.string(),
    trace: traceSchema,
    error: z.string().exactOptional(),
  })
  .refine(scoredUnlessFailed, noScoresOfFailures)

const LINE = {
  form: 'a line is {"suite": "…", "case": "…", "arm": "base", "trial": 0, "scores": {"…": 1}}',
}

export const foreignTrialSchema: z.ZodType<ForeignTrial> = z
  .object({
    v: z.literal(1).exactOptional(),
    ...identity,
    suite: z.string().min(1).register(forms, LINE),
    case: z.string().min(1).register(forms, LINE),
    trial: z.int().min(0).register(forms, LINE),
    variant: z.string().exactOptional(),
    outcome: outcome.default('ok'),
    scores: z.record(z.string(), foreignScore).register(forms, LINE),
    quantities: quantities.default({}),
    request: z.string().exactOptional(),
    model: z.string().exactOptional(),
    output: z.string().exactOptional(),
  })
  .refine(scoredUnlessFailed, noScoresOfFailures)

function scoredUnlessFailed(trial: { readonly outcome: Outcome; readonly scores: object }): boolean {
  return trial.outcome !== 'infra-error' || Object.keys(trial.scores).length === 0
}
