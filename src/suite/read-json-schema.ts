import type { Mistakes } from './collect-mistakes.ts'
import { jsonObject } from './json-value.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { JsonObject, Place } from './suite.ts'

export interface PlacedSchema {
  readonly schema: JsonObject | boolean
  readonly place: Place
  /** Repository-relative, when the schema stands in a file of its own. */
  readonly file?: string
}

/** A JSON Schema written in place, or the one in the file that is named. `undefined` after adding a finding. */
export async function readSchema(
  written: string | boolean | JsonObject,
  place: Place,
  files: ReferencedFiles,
): Promise<PlacedSchema | undefined> {
  if (typeof written !== 'string') return { schema: written, place }
  const source = await files.data(written, place)
  if (source === undefined) return undefined
  const { file, value } = source
  return { schema: value as JsonObject | boolean, place: { file, ...source.locate([]) }, file }
}

/** Compiles a schema to find its mistakes. The engine is loaded by the first that needs it. */
export async function checkSchema(schema: unknown, place: Place, mistakes: Mistakes): Promise<void> {
  if (schema === true) return
  const plain = typeof schema === 'boolean' ? undefined : jsonObject.safeParse(schema).error
  if (plain !== undefined) {
    mistakes.add({ ...place, message: 'a JSON Schema must be a mapping, true or false' })
    return
  }
  const { compileJsonSchema, JsonSchemaError } = await import('../boundary/json-schema.ts')
  try {
    compileJsonSchema(schema)
  } catch (error) {
    if (!(error instanceof JsonSchemaError)) throw error
    mistakes.add({ ...place, message: error.message })
  }
}
