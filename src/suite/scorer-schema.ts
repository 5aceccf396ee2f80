import * as z from 'zod'
import { jsonObject, jsonValue } from './json-value.ts'
import { labelSchema } from './label-schema.ts'
import { MATCHER_KINDS, MODIFIERS, type Modifiable, type Modifier } from './matcher-kinds.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'
import type { JsonObject, JsonValue } from './suite.ts'
import { fileReference, jsonPath, modelId } from './text-schemas.ts'

type Scalar = string | number | boolean

/** A matcher as written: one of `MATCHER_KINDS`, modifiers, and perhaps `json-path`. */
export interface WrittenMatcher {
  equals?: JsonValue | undefined
  contains?: Scalar | undefined
  'contains-all'?: Scalar[] | string | undefined
  'contains-any'?: Scalar[] | string | undefined
  'starts-with'?: string | undefined
  'ends-with'?: string | undefined
  regex?: string | undefined
  'json-schema'?: string | boolean | JsonObject | undefined
  'json-path'?: string | undefined
  length?:
    | {
        unit?: 'characters' | 'words' | 'items' | undefined
        min?: number | undefined
        max?: number | undefined
      }
    | undefined
  number?: true | { min?: number | string | undefined; max?: number | string | undefined } | undefined
  not?: WrittenMatcher | undefined
  all?: WrittenMatcher[] | undefined
  any?: WrittenMatcher[] | undefined
  'ignore-case'?: boolean | undefined
  coerce?: boolean | undefined
  tolerance?: number | string | undefined
}

const scalar = z.union([z.string().min(1, 'must not be empty'), z.number(), z.boolean()], {
  error: 'must be text, a number, true or false',
})
const template = z.string().regex(/^\s*\{\{.*\}\}\s*$/s, 'must be a template such as "{{expected.words}}"')
const scalars = z.union([z.array(scalar).min(1, 'must hold at least one text').max(1000), template], {
  error: 'must be a list of texts, or a template that gives one',
})
const numberOrTemplate = z.union([z.number(), template], {
  error: 'must be a number, or a template such as "{{expected.total}}"',
})
const size = z.int('must be a whole number').min(0, 'must be at least 0')
const nested = z.lazy((): z.ZodType<WrittenMatcher> => matcherSchema)

function checkRange(range: { min?: unknown; max?: unknown }, context: z.RefinementCtx): void {
  if (typeof range.min === 'number' && typeof range.max === 'number' && range.min > range.max) {
    context.addIssue({ code: 'custom', message: 'is greater than "max"', path: ['min'] })
  }
}

const matcherShape = {
  equals: jsonValue
    .refine((value) => value !== null, {
      error: 'must be a value; to allow null, compare with {{expected.…}} of a case',
    })
    .optional()
    .describe('Deep, typed equality'),
  contains: scalar.optional().describe('The output holds this text'),
  'contains-all': scalars.optional().describe('The output holds all of these texts'),
  'contains-any': scalars.optional().describe('The output holds one of these texts'),
  'starts-with': z
    .string()
    .min(1, 'must not be empty')
    .optional()
    .describe('The output begins with this text'),
  'ends-with': z.string().min(1, 'must not be empty').optional().describe('The output ends with this text'),
  regex: z
    .string()
    .min(1, 'must not be empty')
    .max(10_000)
    .optional()
    .describe('RE2 pattern, found anywhere in the output'),
  'json-schema': z
    .union([fileReference, z.boolean(), jsonObject], { error: 'must be a file name or a JSON Schema' })
    .optional()
    .describe('The output is JSON that is valid under this schema: a file, or the schema'),
  'json-path': jsonPath
    .optional()
    .describe('RFC 9535 path into the output; the matcher beside it applies to what it selects'),
  length: z
    .strictObject({
      min: size.optional().describe('The least'),
      max: size.optional().describe('The most'),
      unit: z
        .enum(['characters', 'words', 'items'])
        .optional()
        .describe('Default characters; items are those of a JSON list'),
    })
    .superRefine(
      onceKeysAreKnown((range, context) => {
        if ((range.min ?? range.max) === undefined)
          context.addIssue({ code: 'custom', message: 'needs "min" or "max"' })
        checkRange(range, context)
      }),
    )
    .optional()
    .describe('Length of the output; unit characters by default'),
  number: z
    .union(
      [
        z.literal(true),
        z
          .strictObject({
            min: numberOrTemplate.optional().describe('The least'),
            max: numberOrTemplate.optional().describe('The most'),
          })
          .superRefine(checkRange),
      ],
      { error: 'must be `true` or `{ min, max }`' },
    )
    .optional()
    .describe('The output is a number, perhaps in a range'),
  not: nested.optional().describe('The matcher does not hold'),
  all: z
    .array(nested)
    .min(1, 'must hold at least one matcher')
    .max(100)
    .optional()
    .describe('All matchers hold'),
  any: z
    .array(nested)
    .min(1, 'must hold at least one matcher')
    .max(100)
    .optional()
    .describe('One of the matchers holds'),
  'ignore-case': z.boolean().optional().describe('Upper and lower case are the same'),
  coerce: z.boolean().optional().describe('For equals: numbers and booleans also equal their text'),
  tolerance: z
    .union([z.number().min(0, 'must be at least 0'), template], {
      error: 'must be a number ≥ 0, or a template',
    })
    .optional()
    .describe('For equals: how far numbers may be apart'),
}

const matcherSchema: z.ZodType<WrittenMatcher> = z
  .strictObject(matcherShape)
  .superRefine(
    onceKeysAreKnown((matcher, context) => {
      const kinds = MATCHER_KINDS.filter((kind) => matcher[kind] !== undefined)
      if (kinds.length === 0 && matcher['json-path'] === undefined) {
        context.addIssue({
          code: 'custom',
          message: `the matcher says nothing to match; give it one of ${MATCHER_KINDS.join(', ')}`,
        })
      }
      checkMatcher(matcher, kinds, context)
    }),
  )
  .meta({ id: 'matcher' })

function checkMatcher(matcher: WrittenMatcher, kinds: readonly Modifiable[], context: z.RefinementCtx): void {
  if (kinds.length > 1) {
    const names = kinds.map((kind) => `"${kind}"`).join(' and ')
    context.addIssue({
      code: 'custom',
      message: `${names} stand together; a matcher has one, use "all" or "any" for several`,
    })
    return
  }
  for (const [modifier, applicable] of Object.entries(MODIFIERS) as [Modifier, readonly Modifiable[]][]) {
    if (matcher[modifier] === undefined || applicable.includes(kinds[0] as Modifiable)) continue
    const here = kinds[0] === undefined ? 'here' : `to "${kinds[0]}"`
    const message = `does not apply ${here}, only to ${applicable.join(', ')}`
    context.addIssue({ code: 'custom', message, path: [modifier] })
  }
}

const judge = z
  .strictObject({
    rubric: z
      .string()
      .min(1, 'must not be empty')
      .max(100_000)
      .describe('File that holds the rubric, or its text'),
    scale: z
      .tuple([z.int('must be a whole number'), z.int('must be a whole number')])
      .refine(([low, high]) => low < high, { error: 'must ascend, such as [1, 5]' })
      .optional()
      .describe('Lowest and highest grade'),
    model: modelId.optional().describe("provider/model; default: the policy's judge"),
  })
  .describe('Reserved for a model that grades the output, which this version does not run')

const toolName = z.string().min(1, 'must name a tool').max(128)

/** A scorer as written: a matcher, a label, a judge, or a protocol (`order`, `never`). */
export const scorerSchema = z
  .strictObject({
    ...matcherShape,
    label: labelSchema.optional(),
    judge: judge.optional(),
    order: z
      .array(
        z.strictObject({
          before: toolName.describe('The call that comes first'),
          after: toolName.describe('The call that comes later'),
          join: z.string().min(1).optional().describe('The argument that tells which calls belong together'),
        }),
      )
      .min(1, 'must hold at least one pair')
      .optional()
      .describe('Reserved for tool calls that must come before others, which this version does not check'),
    never: z
      .array(toolName)
      .min(1, 'must name at least one tool')
      .optional()
      .describe('Reserved for tools that must not be called, which this version does not check'),
  })
  .superRefine(
    onceKeysAreKnown((scorer, context) => {
      const matchers = MATCHER_KINDS.filter((kind) => scorer[kind] !== undefined)
      const families = [
        (matchers.length > 0 || scorer['json-path'] !== undefined) && (matchers[0] ?? 'json-path'),
        scorer.label !== undefined && 'label',
        scorer.judge !== undefined && 'judge',
        (scorer.order ?? scorer.never) !== undefined && 'order, never',
      ].filter((family) => family !== false)
      if (families.length === 0) {
        const known = [...MATCHER_KINDS, 'json-path', 'label', 'judge', 'order', 'never'].join(', ')
        context.addIssue({
          code: 'custom',
          message: `the scorer says nothing to check; give it one of ${known}`,
        })
      } else if (families.length > 1) {
        const names = families.map((family) => `"${family}"`).join(' and ')
        context.addIssue({ code: 'custom', message: `${names} cannot stand in one scorer; make them two` })
      } else checkMatcher(scorer, scorer.label === undefined ? matchers : ['label'], context)
    }),
  )
export type WrittenScorer = z.infer<typeof scorerSchema>

export const SCORER_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
