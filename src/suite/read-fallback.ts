import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { WrittenFallback } from './fallback-schema.ts'
import { placeOf } from './parse-section.ts'
import type { Fallback } from './suite.ts'

const DEFAULT_TRIALS = 60

/** @param written in the target or, where that has none, in the prompt file */
export function readFallback(
  written: WrittenFallback | undefined,
  model: string,
  source: DataSource,
  mistakes: Mistakes,
): Fallback | undefined {
  if (written === undefined) return undefined
  const { model: fallback, trials = DEFAULT_TRIALS } =
    typeof written === 'string' ? { model: written } : written
  if (fallback === model) {
    const inTarget = (source.value as { target: object }).target
    mistakes.add({
      ...placeOf(source, ['target', Object.hasOwn(inTarget, 'fallback') ? 'fallback' : 'prompt']),
      message: `the fallback ${fallback} is the model itself: when one fails, so does the other`,
      hint: 'name another model, best of another provider, or drop `fallback`',
    })
  }
  return { model: fallback, trials }
}
