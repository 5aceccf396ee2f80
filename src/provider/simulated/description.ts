import * as z from 'zod'

/** The file of a simulated provider: `docs/simulated-model.md`. */

const factor = z.number().min(0).max(1000)
const share = z.number().min(0).max(1)
const text = z.string().min(1)

export interface Condition {
  /** Text of any system message. */
  readonly 'system-contains'?: string | undefined
  /** Text of any user message. */
  readonly 'user-contains'?: string | undefined
  /** Anywhere in the rendered request. */
  readonly contains?: string | undefined
  /** RE2 expression over the rendered request; its named groups can be used in replies. */
  readonly matches?: string | undefined
  readonly 'tool-offered'?: string | undefined
  /** The part of the model id after the provider. */
  readonly model?: string | undefined
  readonly all?: readonly Condition[] | undefined
  readonly any?: readonly Condition[] | undefined
  readonly not?: Condition | undefined
}

const condition: z.ZodType<Condition> = z.strictObject({
  'system-contains': text.optional(),
  'user-contains': text.optional(),
  contains: text.optional(),
  matches: text.optional(),
  'tool-offered': text.optional(),
  model: text.optional(),
  all: z.lazy(() => z.array(condition).min(1)).optional(),
  any: z.lazy(() => z.array(condition).min(1)).optional(),
  not: z.lazy(() => condition).optional(),
})

const toolCall = z.strictObject({ name: text, arguments: z.record(z.string(), z.unknown()).default({}) })

const reply = z.strictObject({
  /** What effects and drift call it; several replies may share one. */
  label: text.optional(),
  weight: factor.default(1),
  text: z.string().default(''),
  'tool-calls': z.array(toolCall).default([]),
  finish: z.enum(['stop', 'length', 'tool-calls', 'content-filter', 'refusal', 'other']).optional(),
  'output-tokens': z.int().min(0).optional(),
})

const effect = z.strictObject({ when: condition, multiply: z.record(text, factor) })

const drift = z.strictObject({
  label: text,
  from: factor.default(1),
  to: factor,
  /** Pairs until `to` is reached. */
  over: z.int().min(1),
})

const rule = z.strictObject({
  name: text.optional(),
  /** Absent: every request. */
  when: condition.optional(),
  replies: z.array(reply).min(1),
  effects: z.array(effect).default([]),
})

const failure = z.union([
  z.strictObject({ rate: share, status: z.int().min(400).max(599) }),
  z.strictObject({ rate: share, kind: z.enum(['timeout', 'garbage', 'connection']) }),
])

const behaviour = {
  'latency-ms': z.strictObject({ median: z.number().min(0), sigma: z.number().min(0).max(5).default(0) }),
  price: z.strictObject({ 'input-per-million': z.number().min(0), 'output-per-million': z.number().min(0) }),
  errors: z.array(failure),
  'served-model': text,
}

const model = z.strictObject({
  'latency-ms': behaviour['latency-ms'].optional(),
  price: behaviour.price.optional(),
  errors: behaviour.errors.optional(),
  'served-model': behaviour['served-model'].optional(),
  effects: z.array(effect).default([]),
})

export const descriptionSchema = z.strictObject({
  seed: z.union([z.string(), z.int()]).default(0),
  /** Wait for the latency instead of only reporting it. */
  sleep: z.boolean().default(false),
  'characters-per-token': z.number().min(0.1).max(100).default(4),
  'latency-ms': behaviour['latency-ms'].default({ median: 0, sigma: 0 }),
  price: behaviour.price.optional(),
  errors: behaviour.errors.default([]),
  /** By the part of the model id after the provider. Absent: any name works. */
  models: z.record(text, model).optional(),
  rules: z.array(rule).min(1),
  effects: z.array(effect).default([]),
  drift: z.array(drift).default([]),
})

export type Description = z.infer<typeof descriptionSchema>
export type Effect = z.infer<typeof effect>
export type Rule = z.infer<typeof rule>
export type Reply = z.infer<typeof reply>
export type Failure = z.infer<typeof failure>
export type ModelSection = z.infer<typeof model>
