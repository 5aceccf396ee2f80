import { missingVariable, TemplateError } from './template-error.ts'
import { ownValue, textOfValue } from './template-value.ts'

type JsonLike = null | boolean | number | string | readonly JsonLike[] | { readonly [key: string]: JsonLike }

const FIELD = /\{\{([^{}]*)\}\}/g
const PATH = /^\s*([\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*)\s*$/u

/**
 * Fills `{{ path }}` in the texts of a JSON value; keys stay as they are. A path is dotted names of own properties. A text that is exactly
 * one `{{ path }}` becomes the value itself, whatever its type; elsewhere the value is written as text (lists and mappings as
 * JSON, null as nothing). What was filled in is not looked at again.
 * @throws TemplateError when a variable is missing or what stands in the braces is no path.
 */
export function fillValue(value: JsonLike, variables: { readonly [key: string]: unknown }): JsonLike {
  if (typeof value === 'string') return fillText(value, variables)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => fillValue(item, variables))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, variables)]))
}

function fillText(text: string, variables: { readonly [key: string]: unknown }): JsonLike {
  const whole = /^\{\{([^{}]*)\}\}$/.exec(text)
  if (whole !== null) return lookUp(whole[1]!, variables) as JsonLike
  return text.replace(FIELD, (_, path: string) => textOfValue(lookUp(path, variables)))
}

function lookUp(field: string, variables: { readonly [key: string]: unknown }): unknown {
  const path = PATH.exec(field)?.[1]
  if (path === undefined) {
    throw new TemplateError({
      message: `${JSON.stringify(`{{${field.slice(0, 60)}}}`)} is no variable`,
      hint: 'write {{ name }} or {{ name.part }}; filters and tags work in prompts only',
    })
  }
  const value = ownValue(variables, path.split('.'))
  if (value === undefined) throw missingVariable(path, variables, {})
  return value
}

function isList(
  value: readonly JsonLike[] | { readonly [key: string]: JsonLike },
): value is readonly JsonLike[] {
  return Array.isArray(value)
}
