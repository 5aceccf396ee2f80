import { unlessRefused, unlessTooHard } from './engine.ts'
import type { Definition, Match, Matcher } from './match.ts'
import { jsonOf } from './subject.ts'

/**
 * `json-schema`: the output read as JSON, or the selected value, is valid. A schema is never a template: braces are its own.
 */
export async function jsonSchema({ schema }: Definition<'json-schema'>): Promise<Matcher> {
  // Any JSON will do, which takes no engine: loading it takes as long as a small suite.
  if (schema === true) return (subject): Match => jsonOf(subject).readable || 'unreadable'
  const { compileJsonSchema, JsonSchemaError } = await import('../../boundary/json-schema.ts')
  const compiled = unlessRefused(JsonSchemaError, () => compileJsonSchema(schema))
  return (subject): Match => {
    const reading = jsonOf(subject)
    if (!reading.readable) return 'unreadable'
    return unlessTooHard(JsonSchemaError, () => compiled.check(reading.value).length === 0)
  }
}
