import * as z from 'zod'
import { jsonObject } from './json-value.ts'
import { fileReference } from './text-schemas.ts'

const penalty = z.number().min(-2, 'must be at least -2').max(2, 'must be at most 2')

const responseFormat = z.union(
  [
    z.enum(['text', 'json']),
    z.strictObject({
      'json-schema': z
        .union([fileReference, jsonObject], { error: 'must be a file name or a JSON Schema' })
        .describe('A file, or the schema'),
    }),
  ],
  { error: 'must be `text`, `json` or `{ json-schema: FILE }`' },
)

/** `params` of a target. */
export const parametersSchema = z.strictObject({
  temperature: z
    .number()
    .min(0, 'must be at least 0')
    .max(2, 'must be at most 2')
    .optional()
    .describe('How freely tokens are drawn; default the provider’s'),
  'top-p': z
    .number()
    .gt(0, 'must be greater than 0')
    .max(1, 'must be at most 1')
    .optional()
    .describe('Tokens are drawn from the likeliest ones that hold this share'),
  'max-output-tokens': z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000_000, 'must be at most 1,000,000')
    .optional()
    .describe('The longest reply; always sent, default 1024'),
  stop: z
    .union([z.string().min(1), z.array(z.string().min(1)).max(16)], {
      error: 'must be text or a list of texts',
    })
    .optional()
    .describe('Where the model stops'),
  seed: z.int('must be a whole number').optional().describe('Sent with every trial, as it stands'),
  'frequency-penalty': penalty.optional().describe('Above 0: words that came often come less'),
  'presence-penalty': penalty.optional().describe('Above 0: words that came once come less'),
  'reasoning-effort': z
    .string()
    .regex(/^[a-z]{1,20}$/, 'must be a word such as low, medium or high')
    .optional()
    .describe('How much a reasoning model thinks, in its own words'),
  'response-format': responseFormat
    .optional()
    .describe('Text (default), any JSON, or JSON that is valid under a schema'),
})
export type WrittenParameters = z.infer<typeof parametersSchema>
