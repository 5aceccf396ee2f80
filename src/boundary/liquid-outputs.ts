import type { TemplateOptions } from './template.ts'
import type { TemplatePart } from './template-parts.ts'

/** `{{ name }}` and `{{ name.part }}`, without filters or white space control. */
const OUTPUT = /\{\{[ \t]*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)[ \t]*\}\}/g
/** Names that mean something else to Liquid than a variable of the user's. */
const LITERALS = new Set(['true', 'false', 'nil', 'null', 'undefined', 'empty', 'blank'])
const COMPUTED = new Set(['size', 'first', 'last'])

/** Longer ones are left to the engine and its limits. */
const MAX_LENGTH = 100_000

/**
 * The parts of a Liquid template that only writes variables, as nearly all prompts do: they then need not wait for the engine to load,
 * and render in a fraction of its time. `undefined` for every other template. A test holds it to what the engine writes.
 */
export function liquidOutputs(source: string, options: TemplateOptions): readonly TemplatePart[] | undefined {
  if (source.length > MAX_LENGTH) return undefined
  const parts: TemplatePart[] = []
  let line = options.line ?? 1
  let end = 0
  for (const match of source.matchAll(OUTPUT)) {
    const path = match[1]!.split('.')
    if (LITERALS.has(path[0]!) || path.slice(1).some((name) => COMPUTED.has(name))) return undefined
    const text = source.slice(end, match.index)
    line += text.split('\n').length - 1
    parts.push({ text }, { path, line })
    end = match.index + match[0].length
  }
  parts.push({ text: source.slice(end) })
  // A brace before the braces belongs to them, in the engine's eyes.
  const plain = parts.every((part) => !('text' in part) || !/\{\{|\{%|\{$/.test(part.text))
  return plain ? parts : undefined
}
