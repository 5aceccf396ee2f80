import * as z from 'zod'
import { modelId } from './text-schemas.ts'

/** The model that an application asks when the one of the target fails: its name, or also how often it is exercised. */
export const fallbackSchema = z
  .union(
    [
      modelId,
      z.strictObject({
        model: modelId.describe('provider/model'),
        trials: z
          .int('must be a whole number')
          .min(1, 'must be at least 1')
          .max(10_000, 'must be at most 10,000')
          .optional()
          .describe('Trials of head on it, over all affected cases; default 60'),
      }),
    ],
    { error: 'must be a model, `provider/model`, or `{ model: provider/model, trials: 60 }`' },
  )
  .describe('The model that answers when `model` fails: exercised on purpose, shown beside the verdict')
export type WrittenFallback = z.infer<typeof fallbackSchema>
