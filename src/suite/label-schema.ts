import * as z from 'zod'
import { jsonPath } from './text-schemas.ts'

/** What a label is read from, as written. */
export const labelSchema = z
  .union(
    [
      z.enum(['output', 'tool']),
      z.strictObject({
        'json-path': jsonPath.describe('What it selects from the output, read as JSON, is the label'),
      }),
    ],
    {
      error: 'must be `output`, `tool` or `{ json-path: $.queue }`',
    },
  )
  .describe(
    'Gives a label instead of a score, for `distribution`: what a JSON path selects, the first tool called, or the whole output',
  )
