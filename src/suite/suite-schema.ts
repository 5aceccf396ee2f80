import * as z from 'zod'
import { forms } from '../boundary/schema-forms.ts'
import { assertionSchema } from './assertion-schema.ts'
import { caseSchema, datasetSchema, defaultsSchema } from './case-schema.ts'
import { SCORER_NAME, scorerSchema } from './scorer-schema.ts'
import { targetSchema } from './target-schema.ts'
import { printableLine } from './text-schemas.ts'

/** A `*.eval.yaml` as written. */
export const suiteSchema = z
  .strictObject({
    suite: printableLine(100).describe('Name of the suite; no two suites share one'),
    description: z.string().max(10_000).optional().describe('For readers'),
    target: targetSchema.describe('What is run'),
    defaults: defaultsSchema.optional(),
    cases: z
      .array(z.union([caseSchema, datasetSchema]))
      .min(1, 'must hold at least one case')
      .describe('Cases, and dataset files that hold cases'),
    scorers: z
      .record(z.string().regex(SCORER_NAME), scorerSchema)
      .optional()
      .describe('How a trial becomes scores, by name'),
    assert: z.array(assertionSchema).min(1).max(100).describe('What is claimed about the metrics'),
    deterministic: z
      .boolean()
      .optional()
      .describe('The target gives the same reply every time: run once per arm'),
    cluster: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe(
        'What related cases share: a variable, or the tags that begin with it and a colon. The interval for inputs like these then counts such cases as one',
      ),
  })
  .meta({
    title: 'noisefloor suite',
    description: 'An eval suite: a target, cases, scorers, assertions',
  })

/**
 * The same with its parts unread: each part is parsed by itself, so that a mistake in one does not hide those in the others. A suite
 * without `assert` gets an error that says what to add.
 */
export const suiteOutline = z.strictObject({
  ...suiteSchema.shape,
  suite: suiteSchema.shape.suite.register(forms, { form: 'name it, as in `suite: triage`' }),
  target: z.record(z.string(), z.unknown()).register(forms, {
    form: 'write `target: { prompt: FILE, model: PROVIDER/MODEL }`, or `http` or `command` in the place of these two',
  }),
  defaults: z.unknown().optional(),
  cases: z.array(z.unknown()).min(1, 'must hold at least one case').register(forms, {
    form: 'list them, as in `cases: [{ id: first, vars: { mail: "…" } }]`, or name a file of them, `- from: FILE`',
  }),
  scorers: z.record(z.string(), z.unknown()).optional(),
  assert: z.array(z.unknown()).optional(),
})
export type SuiteOutline = z.infer<typeof suiteOutline>
