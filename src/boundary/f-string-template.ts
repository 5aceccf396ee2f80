import { UserError } from './finding.ts'
import type { TemplateOptions } from './template.ts'
import { renderParts, type TemplatePart } from './template-parts.ts'

/**
 * Compiles the part of Python's format strings that prompts use: `{name}` and `{a.b}`, with `{{` and `}}` for braces.
 * @throws UserError on conversions, format specifications, expressions, positional fields and single braces.
 */
export function compileFString(
  source: string,
  options: TemplateOptions,
): (variables: { readonly [key: string]: unknown }) => string {
  const parts = parse(source, options)
  return (variables) => renderParts(parts, variables, { file: options.file, nullHasParts: false })
}

function parse(source: string, options: TemplateOptions): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let line = options.line ?? 1
  for (let index = 0; index < source.length; ) {
    const brace = nextBrace(source, index)
    const text = source.slice(index, brace)
    if (text !== '') parts.push({ text })
    line += text.split('\n').length - 1
    if (brace === source.length) break
    if (source[brace] === source[brace + 1]) {
      parts.push({ text: source[brace]! })
      index = brace + 2
      continue
    }
    const end = source[brace] === '{' ? source.indexOf('}', brace) : -1
    const field = end < 0 ? undefined : source.slice(brace + 1, end)
    parts.push({ path: fieldPath(field, { file: options.file, line }), line })
    index = end + 1
  }
  return parts
}

function nextBrace(source: string, start: number): number {
  const open = source.indexOf('{', start)
  const close = source.indexOf('}', start)
  return Math.min(open < 0 ? source.length : open, close < 0 ? source.length : close)
}

function fieldPath(field: string | undefined, place: { file: string; line: number }): readonly string[] {
  const literal = 'write {{ and }} for braces that are text'
  if (field === undefined) throw new UserError({ ...place, message: 'a brace has no partner', hint: literal })
  if (/^[\p{L}_][\p{L}\p{N}_-]*(\.[\p{L}\p{N}_-]+)*$/u.test(field)) return field.split('.')
  const shown = JSON.stringify(`{${field.slice(0, 60)}}`)
  if (/^[\p{L}_][^:!]*[:!]/u.test(field)) {
    throw new UserError({
      ...place,
      message: `${shown} has a format specification or conversion, which is not supported`,
      hint: `write {name} alone, or ${literal}`,
    })
  }
  throw new UserError({
    ...place,
    message: `${shown} is no variable`,
    hint: `write {name} or {name.part}, or ${literal}`,
  })
}
