import * as z from 'zod'
import type { TraceStep } from './trial.ts'

const steps = {
  message: z.object({ type: z.literal('message'), role: z.literal('assistant'), content: z.string() }),
  // JSON has no `undefined`: a call without arguments comes back with `null`.
  'tool-call': z.object({
    type: z.literal('tool-call'),
    name: z.string(),
    arguments: z.unknown().default(null),
  }),
} satisfies Record<TraceStep['type'], z.ZodType<TraceStep>>

/** The format of traces, in the ledger and wherever a target reports one. */
export const traceSchema = z.array(z.discriminatedUnion('type', [steps.message, steps['tool-call']]))
