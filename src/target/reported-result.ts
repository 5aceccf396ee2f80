import * as z from 'zod'
import { isDeeper } from '../boundary/is-deeper.ts'
import { measured } from './measured.ts'
import { traceSchema } from './trace-schema.ts'
import type { Outcome, Quantities, TraceStep } from './trial.ts'

/** Deeper than any answer, and shallow enough for everything that walks through it. */
const MAX_DEPTH = 100

/** What a program says about its run. */
export interface ReportedResult {
  readonly output: string
  readonly outcome: Outcome
  readonly trace: readonly TraceStep[]
  readonly quantities: Omit<Quantities, 'latency_ms'>
  readonly model?: string
  /** Why it ended as `infra-error`. */
  readonly error?: string
}

const amount = measured.optional()

const resultSchema = z.strictObject({
  output: z.unknown().optional(),
  outcome: z
    .enum(['ok', 'abstained', 'refused', 'clarified', 'gave-up', 'truncated', 'infra-error'])
    .default('ok'),
  trace: traceSchema.optional(),
  usage: z
    .strictObject({ input_tokens: amount, output_tokens: amount, cost_usd: amount, steps: amount })
    .default({}),
  model: z.string().min(1).max(200).optional(),
  error: z.string().max(1000).optional(),
})

/**
 * Reads `{ output, outcome?, trace?, usage?, model?, error? }`, the result of a program.
 * @returns a clause that says what is wrong with it, when it is no result
 */
export function readResult(text: string): ReportedResult | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'is not valid JSON'
  }
  if (isDeeper(value, MAX_DEPTH)) return `is nested more than ${MAX_DEPTH} levels deep`
  const parsed = resultSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue!.path.length === 0 ? '' : `, ${issue!.path.join('.')}`
    return `is not as expected${where}: ${issue!.message}`
  }
  const { output, outcome, trace, usage, model, error } = parsed.data
  if (outcome !== 'infra-error' && output === undefined) return 'has no output'
  const answer = outputText(output)
  return {
    output: answer,
    outcome,
    trace: trace ?? defaultTrace(answer, outcome),
    quantities: Object.fromEntries(Object.entries(usage).filter(([, amount]) => amount !== undefined)),
    ...(model === undefined ? {} : { model }),
    ...(error === undefined ? {} : { error }),
  }
}

/** A text as it is, everything else as JSON. */
export function outputText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined ? '' : JSON.stringify(value)
}

/** Of whoever reports none: the answer is the one thing that was said. */
export function defaultTrace(output: string, outcome: Outcome = 'ok'): readonly TraceStep[] {
  return outcome === 'infra-error' ? [] : [{ type: 'message', role: 'assistant', content: output }]
}
