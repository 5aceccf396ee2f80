import type * as z from 'zod'
import { UserError } from '../boundary/finding.ts'
import { parseWithSchema } from '../boundary/parse-with-schema.ts'
import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { salvage } from './salvage.ts'
import type { Place } from './suite.ts'

export type Path = readonly (string | number)[]

/**
 * The part of a source at `path`, checked. When it breaks the schema its mistakes are added and what can be salvaged is given,
 * so that checking goes on.
 */
export function parseSection<T>(
  schema: z.ZodType<T>,
  source: DataSource,
  path: Path,
  mistakes: Mistakes,
): T | undefined {
  try {
    return parseWithSchema(schema, source, path)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    mistakes.add(...error.findings)
    return salvage(schema, valueAt(source.value, path))
  }
}

export function placeOf(source: DataSource, path: Path, part?: 'key' | 'value'): Place {
  return { file: source.file, ...source.locate(path, part) }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key)
        ? (holder as Record<string | number, unknown>)[key]
        : undefined,
    value,
  )
}
