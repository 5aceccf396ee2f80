import * as z from 'zod'
import { conversation } from './conversation-schema.ts'
import { jsonObject, jsonValue } from './json-value.ts'
import { fileReference, printableLine } from './text-schemas.ts'

export const tag = printableLine(100)
  .refine((text) => !text.includes(','), { error: 'a tag must not hold a comma' })
  .describe('A word that groups cases')

const tags = z.array(tag).max(100).describe('Words that group cases; "slices" of an assertion refers to them')

const weight = z
  .number()
  .positive('must be greater than 0')
  .max(1e6, 'must be at most 1,000,000')
  .describe('How much the case counts in the mean; default 1')

const shared = {
  vars: jsonObject.optional().describe('Values for the templates of the prompt, by name'),
  expected: jsonValue.optional().describe('What a good answer holds; scorers see it as {{ expected }}'),
  tags: tags.optional(),
  weight: weight.optional(),
  messages: conversation.optional(),
  tools: jsonValue.optional().describe('Reserved for simulated tools, which this version does not run'),
}

/** Whole numbers are accepted because datasets number their rows; the id is their text. */
const id = z
  .union([printableLine(200), z.int()], { error: 'must be text or a whole number' })
  .describe('Stable name of the case; without one it is named by a hash of its inputs')

export const caseSchema = z.strictObject({ id: id.optional(), ...shared })
export type WrittenCase = z.infer<typeof caseSchema>

export const defaultsSchema = z.strictObject(shared).describe('What all cases share; a case overrides it')
export type CaseDefaults = z.infer<typeof defaultsSchema>

const COLUMN_TYPES = ['text', 'number', 'boolean', 'json'] as const
export type ColumnType = (typeof COLUMN_TYPES)[number]

export const datasetSchema = z.strictObject({
  from: z
    .union([fileReference, z.array(fileReference).min(1, 'must name at least one file')], {
      error: 'must be a file name or a list of file names',
    })
    .describe('Dataset file, or several: .jsonl, .csv, .yaml, .json'),
  columns: z
    .record(z.string(), z.enum(COLUMN_TYPES))
    .optional()
    .describe('Types of CSV columns; a column that is not declared holds text'),
  defaults: defaultsSchema.optional(),
})
export type WrittenDataset = z.infer<typeof datasetSchema>
