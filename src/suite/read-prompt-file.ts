import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import type { WrittenFallback } from './fallback-schema.ts'
import { parametersSchema, type WrittenParameters } from './parameters-schema.ts'
import { parseSection, placeOf } from './parse-section.ts'
import { promptFileSchema, type WrittenPromptFile } from './prompt-file-schema.ts'
import { messageList, type WrittenPromptMessage } from './target-schema.ts'

export interface PromptFile {
  readonly messages: readonly WrittenPromptMessage[]
  /** Where the messages stand in the file. */
  readonly path: readonly string[]
  /** What GitHub Models' form brings along; the target's own `model`, `fallback` and `params` come first. */
  readonly model?: string
  readonly fallback?: WrittenFallback
  readonly parameters?: WrittenParameters
}

/** A prompt file with roles: a list of messages, or a mapping with `messages`. */
export function readPromptFile(source: DataSource, mistakes: Mistakes): PromptFile | undefined {
  if (source.value === null || source.value === undefined) {
    mistakes.add({
      file: source.file,
      message: 'the prompt file is empty',
      hint: 'give it a list of `{ role, content }`',
    })
    return undefined
  }
  if (Array.isArray(source.value)) {
    const messages = parseSection(messageList, source, [], mistakes)
    return messages && { messages, path: [] }
  }
  const written = parseSection(promptFileSchema, source, [], mistakes)
  if (written === undefined) return undefined
  const parameters = parametersOf(written, source, mistakes)
  return {
    messages: written.messages,
    path: ['messages'],
    ...(written.model !== undefined && { model: written.model }),
    ...(written.fallback !== undefined && { fallback: written.fallback }),
    ...(parameters !== undefined && { parameters }),
  }
}

const RENAMED: Readonly<Record<string, string>> = {
  'max-tokens': 'max-output-tokens',
  'max-completion-tokens': 'max-output-tokens',
}

/** `modelParameters` in the words of `params`: `max_tokens` and `maxTokens` are `max-output-tokens`, `topP` is `top-p`. */
function parametersOf(
  written: WrittenPromptFile,
  source: DataSource,
  mistakes: Mistakes,
): WrittenParameters | undefined {
  const names = new Map<string, string>()
  const value: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(written.modelParameters ?? {})) {
    const kebab = name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .replaceAll('_', '-')
      .toLowerCase()
    const renamed = RENAMED[kebab] ?? kebab
    names.set(renamed, name)
    value[renamed] = item
  }
  const responseFormat = responseFormatOf(written, source, mistakes)
  if (responseFormat !== undefined) value['response-format'] ??= responseFormat
  if (Object.keys(value).length === 0) return undefined
  const renamedSource: DataSource = {
    file: source.file,
    value,
    locate: ([name, ...rest], part) =>
      source.locate(['modelParameters', names.get(String(name)) ?? String(name), ...rest], part),
  }
  return parseSection(parametersSchema, renamedSource, [], mistakes)
}

function responseFormatOf(written: WrittenPromptFile, source: DataSource, mistakes: Mistakes): unknown {
  switch (written.responseFormat) {
    case undefined:
    case 'text':
      return written.responseFormat
    case 'json_object':
      return 'json'
    case 'json_schema': {
      const schema = jsonSchemaOf(written.jsonSchema)
      if (schema !== undefined) return { 'json-schema': schema }
      const path = written.jsonSchema === undefined ? ['responseFormat'] : ['jsonSchema']
      mistakes.add({
        ...placeOf(source, path),
        message: '`responseFormat: json_schema` needs `jsonSchema`, a JSON Schema',
      })
      return undefined
    }
  }
}

function jsonSchemaOf(written: WrittenPromptFile['jsonSchema']): unknown {
  const schema = typeof written === 'string' ? parsed(written) : written
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined
  return 'schema' in schema ? schema.schema : schema
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
