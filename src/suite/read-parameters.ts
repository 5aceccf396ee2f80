import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { WrittenParameters } from './parameters-schema.ts'
import { placeOf } from './parse-section.ts'
import { checkSchema, readSchema } from './read-json-schema.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { ModelParameters } from './suite.ts'
import { withoutUndefined } from './without-undefined.ts'

/** `params` of a target over those that the prompt file brings along, in the words of a request. */
export async function readParameters(
  own: WrittenParameters | undefined,
  fromPromptFile: WrittenParameters | undefined,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<ModelParameters> {
  const written: WrittenParameters = { ...fromPromptFile, ...own }
  const { temperature, seed, stop } = written
  const format = await responseFormat(written['response-format'], source, files, mistakes)
  return withoutUndefined({
    temperature,
    topP: written['top-p'],
    maxOutputTokens: written['max-output-tokens'],
    stop: typeof stop === 'string' ? [stop] : stop,
    seed,
    frequencyPenalty: written['frequency-penalty'],
    presencePenalty: written['presence-penalty'],
    reasoningEffort: written['reasoning-effort'],
    responseFormat: format,
  })
}

async function responseFormat(
  written: WrittenParameters['response-format'],
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<ModelParameters['responseFormat']> {
  if (written === undefined) return undefined
  if (typeof written === 'string') return { type: written }
  const place = placeOf(source, ['target', 'params', 'response-format', 'json-schema'])
  const schema = await readSchema(written['json-schema'], place, files)
  if (schema === undefined) return undefined
  await checkSchema(schema.schema, schema.place, mistakes.at(place))
  if (typeof schema.schema === 'object') return { type: 'json', schema: schema.schema }
  mistakes.add({ ...schema.place, message: 'the schema of a response must be a mapping' })
  return undefined
}
