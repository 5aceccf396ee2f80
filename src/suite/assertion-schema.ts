import * as z from 'zod'
import { tag } from './case-schema.ts'
import { onceKeysAreKnown } from './once-keys-are-known.ts'

/** The claims, each a key of an entry of `assert`. */
export const CLAIM_KINDS = [
  'no-regression',
  'at-least',
  'at-most',
  'ratio-at-most',
  'improves',
  'distribution',
] as const
export type ClaimKind = (typeof CLAIM_KINDS)[number]

const margin = z
  .number()
  .gt(0, 'must be greater than 0')
  .max(1, 'must be at most 1')
  .describe('The smallest drop worth blocking a merge for, in (0, 1]; default 0.1')

const passPower = z
  .int('must be a whole number')
  .min(2, 'must be at least 2')
  .max(20, 'must be at most 20')
  .optional()
  .describe(
    'k of pass^k: the claim is about k trials of a case passing in a row, for agents that must be reliable',
  )

const noRegression = z.strictObject({
  margin: margin.optional(),
  tolerance: z
    .number()
    .min(0, 'must be at least 0')
    .lt(1, 'must be less than 1')
    .optional()
    .describe(
      'A proven drop up to this size is a note, not a red check; below the margin; default a third of it',
    ),
  cases: z
    .enum(['note', 'fail'])
    .optional()
    .describe('What it does when single cases got worse; default note'),
  'pass-power': passPower,
})

const rate = z.number().min(0, 'must be at least 0').max(1, 'must be at most 1')

const rateClaim = z.strictObject({
  rate: rate.describe('The rate that is claimed, in [0, 1]'),
  slack: z
    .number()
    .gt(0, 'must be greater than 0')
    .max(1, 'must be at most 1')
    .optional()
    .describe(
      'How far from the rate a pass may be proven; default 0.05 or half the room to the end of the scale',
    ),
  'pass-power': passPower,
})

const ratio = z.number().gt(0, 'must be greater than 0').max(1000, 'must be at most 1000')

const ratioClaim = z.strictObject({
  ratio: ratio.describe('Head divided by base is at most this'),
  quantile: z
    .number()
    .gt(0, 'must be greater than 0')
    .lt(1, 'must be less than 1')
    .optional()
    .describe('Of this quantile, such as 0.95, instead of the geometric mean'),
})

const totalVariation = z.number().gt(0, 'must be greater than 0').max(1, 'must be at most 1')

export const assertionSchema = z
  .strictObject({
    metric: z
      .string()
      .min(1, 'must name a metric')
      .describe(
        'A scorer, or cost, latency, first-byte, tokens, steps, outcome.NAME; outcome for `distribution`',
      ),
    role: z
      .enum(['primary', 'guardrail', 'advisory'])
      .optional()
      .describe('Primary (default) and guardrail metrics can turn the check red; an advisory one never does'),
    slices: z
      .array(tag)
      .min(1, 'must name at least one tag')
      .max(20)
      .optional()
      .describe('Tags whose cases are also judged on their own; each costs error budget'),
    'no-regression': z
      .union([noRegression, margin, z.literal(true)], {
        error: 'must be `{}`, `{ margin: 0.1 }` or a margin in (0, 1]',
      })
      .optional()
      .describe('Head is not worse than base by the margin or more'),
    'at-least': z
      .union([rateClaim, rate], { error: 'must be a rate in [0, 1] or `{ rate, slack }`' })
      .optional()
      .describe('The mean of head is at least this rate'),
    'at-most': z
      .union([rateClaim, rate], { error: 'must be a rate in [0, 1] or `{ rate, slack }`' })
      .optional()
      .describe('The mean of head is at most this rate'),
    'ratio-at-most': z
      .union([ratioClaim, ratio], {
        error: 'must be a ratio in (0, 1000] or `{ ratio: 1.25, quantile: 0.95 }`',
      })
      .optional()
      .describe('For cost, latency, first-byte, tokens, steps: head divided by base is at most this'),
    improves: z
      .union([z.strictObject({}), z.literal(true)], { error: 'must be `true` or `{}`' })
      .optional()
      .describe('Head is better than base'),
    distribution: z
      .union(
        [
          z.strictObject({
            'total-variation': totalVariation.describe('The most that it may differ, in (0, 1]'),
          }),
          totalVariation,
        ],
        {
          error: 'must be `{ total-variation: 0.1 }` or a number in (0, 1]',
        },
      )
      .optional()
      .describe(
        'The shares of the labels (or of the scores) differ from base by at most this total variation: half the sum of their changes',
      ),
  })
  .superRefine(
    onceKeysAreKnown((entry, context) => {
      const claims = CLAIM_KINDS.filter((kind) => entry[kind] !== undefined)
      if (claims.length === 1) return
      const found =
        claims.length === 0 ? 'makes no claim' : `makes ${claims.length} claims (${claims.join(', ')})`
      context.addIssue({
        code: 'custom',
        message: `the assertion ${found}; each entry makes exactly one of ${CLAIM_KINDS.join(', ')}`,
      })
    }),
  )
export type WrittenAssertion = z.infer<typeof assertionSchema>
