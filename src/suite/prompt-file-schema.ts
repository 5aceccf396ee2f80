import * as z from 'zod'
import { fallbackSchema } from './fallback-schema.ts'
import { jsonObject, jsonValue } from './json-value.ts'
import { messageList } from './target-schema.ts'
import { modelId } from './text-schemas.ts'

/** A prompt file with roles that is a mapping: our own form, and GitHub Models' `.prompt.yml`. */
export const promptFileSchema = z.strictObject({
  messages: messageList,
  /** Used when the target names no model. */
  model: modelId.optional(),
  /** Used when the target names no fallback. */
  fallback: fallbackSchema.optional(),
  /** Used for every parameter that the target's `params` leave out. */
  modelParameters: z.record(z.string(), z.unknown()).optional(),
  responseFormat: z.enum(['text', 'json_object', 'json_schema']).optional(),
  /** The schema, or OpenAI's `{ name, schema }` around it; a mapping or its JSON text. */
  jsonSchema: z
    .union([z.string(), jsonObject], { error: 'must be a JSON Schema or its JSON text' })
    .optional(),
  /** GitHub Models' own evaluation; read by nothing here. */
  name: jsonValue.optional(),
  description: jsonValue.optional(),
  testData: jsonValue.optional(),
  evaluators: jsonValue.optional(),
})
export type WrittenPromptFile = z.infer<typeof promptFileSchema>
