import { UserError } from './finding.ts'
import type { TemplateOptions } from './template.ts'
import { missingVariable } from './template-error.ts'
import { createOutput, ownValue, textOfValue } from './template-value.ts'

type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'variable'; readonly path: readonly string[]; readonly line: number }
  | {
      readonly type: 'section'
      readonly path: readonly string[]
      readonly inverted: boolean
      readonly children: Node[]
    }

const MAX_NESTING = 100

type Variables = { readonly [key: string]: unknown }

/**
 * Compiles the logic-less part of Mustache (https://mustache.github.io/mustache.5.html): variables, sections, inverted sections, comments.
 * Prompts are no HTML, so `{{name}}`, `{{{name}}}` and `{{&name}}` are the same. A missing variable is an error; a missing section is empty.
 * @throws UserError on partials, other delimiters, and tags or sections that are not closed.
 */
export function compileMustache(source: string, options: TemplateOptions): (variables: Variables) => string {
  const nodes = parse(source, options)
  return (variables) => {
    const output = createOutput(options.file)
    render(nodes, [variables])
    return output.text

    function render(children: readonly Node[], scopes: readonly unknown[]): void {
      for (const node of children) {
        if (node.type === 'text') output.write(node.text)
        else if (node.type === 'section') {
          for (const scope of sectionScopes(node, scopes)) render(node.children, [scope, ...scopes])
        } else {
          const value = lookUp(node.path, scopes)
          if (value === undefined) {
            throw missingVariable(node.path.join('.'), variables, { file: options.file, line: node.line })
          }
          output.write(textOfValue(value))
        }
      }
      output.write('')
    }
  }
}

function sectionScopes(
  section: { readonly path: readonly string[]; readonly inverted: boolean },
  scopes: readonly unknown[],
): readonly unknown[] {
  const value = lookUp(section.path, scopes)
  const items = Array.isArray(value) ? value : value ? [value] : []
  if (section.inverted) return items.length === 0 ? [scopes[0]] : []
  return items
}

/** The innermost scope that has the first name decides, as Mustache says; `{{.}}` is the innermost scope itself. */
function lookUp(path: readonly string[], scopes: readonly unknown[]): unknown {
  if (path.length === 0) return scopes[0]
  const scope = scopes.find((candidate) => ownValue(candidate, path.slice(0, 1)) !== undefined)
  return ownValue(scope, path)
}

function parse(source: string, options: TemplateOptions): readonly Node[] {
  const root: Node[] = []
  const open: { readonly name: string; readonly line: number; readonly children: Node[] }[] = []
  let line = options.line ?? 1
  let index = 0
  const fail = (message: string, hint: string, at = line): never => {
    throw new UserError({ file: options.file, line: at, message, hint })
  }
  while (index < source.length) {
    const children = open.at(-1)?.children ?? root
    const start = source.indexOf('{{', index)
    const tag = start < 0 ? undefined : readTag(source, start)
    if (start >= 0 && tag === undefined) {
      line += source.slice(index, start).split('\n').length - 1
      fail('a {{ is not closed', 'close it with }}, or set prompt-syntax: none when braces are text')
    }
    const region =
      tag === undefined ? { start: source.length, end: source.length } : tagRegion(source, tag, index)
    children.push({ type: 'text', text: source.slice(index, region.start) })
    line += source.slice(index, tag?.start).split('\n').length - 1
    if (tag === undefined) break
    const path = tag.name === '.' ? [] : tag.name.split('.')
    if (tag.sigil === '>') fail(`the partial {{> ${tag.name}}} is not supported`, 'use prompt-syntax: liquid')
    if (tag.sigil === '=') fail('other delimiters are not supported', 'use {{ and }}')
    if (tag.sigil !== '!' && !/^(\.|[^\s.{}]+(\.[^\s.{}]+)*)$/.test(tag.name)) {
      fail(`${JSON.stringify(tag.name.slice(0, 60))} is no variable`, 'write {{name}} or {{name.part}}')
    }
    if (tag.sigil === '#' || tag.sigil === '^') {
      const section = { type: 'section' as const, path, inverted: tag.sigil === '^', children: [] as Node[] }
      children.push(section)
      open.push({ name: tag.name, line, children: section.children })
      if (open.length > MAX_NESTING)
        fail(`sections are nested more than ${MAX_NESTING} levels deep`, 'nest fewer')
    } else if (tag.sigil === '/') {
      if (open.pop()?.name !== tag.name) fail(`{{/${tag.name}}} closes no section`, 'open it with {{#name}}')
    } else if (tag.sigil !== '!') {
      children.push({ type: 'variable', path, line })
    }
    line += source.slice(tag.start, region.end).split('\n').length - 1
    index = region.end
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) {
    fail(
      `the section {{#${unclosed.name}}} is not closed`,
      `close it with {{/${unclosed.name}}}`,
      unclosed.line,
    )
  }
  return root
}

interface Tag {
  readonly start: number
  readonly end: number
  /** `''` for a variable. */
  readonly sigil: string
  readonly name: string
}

function readTag(source: string, start: number): Tag | undefined {
  const triple = source[start + 2] === '{'
  const close = source.indexOf(triple ? '}}}' : '}}', start + 2)
  if (close < 0) return undefined
  const content = source.slice(start + (triple ? 3 : 2), close)
  const sigil = triple ? '' : (/^\s*([#^/!>&=])/.exec(content)?.[1] ?? '')
  const name = sigil === '' ? content.trim() : content.slice(content.indexOf(sigil) + 1).trim()
  return { start, end: close + (triple ? 3 : 2), sigil: sigil === '&' ? '' : sigil, name }
}

const LINE_END = /[ \t]*\r?(?:\n|$)/y

/**
 * A section tag or comment that is alone on its line takes the line with it.
 * @param from end of the tag before, so that a long line of many tags is not searched anew for each
 */
function tagRegion(source: string, tag: Tag, from: number): { readonly start: number; readonly end: number } {
  if (tag.sigil === '') return tag
  const feed = source.slice(from, tag.start).lastIndexOf('\n')
  const lineStart = from + feed + 1
  if (feed < 0 && from > 0 && source[from - 1] !== '\n') return tag
  LINE_END.lastIndex = tag.end
  const lineEnd = LINE_END.exec(source)
  if (lineEnd === null || source.slice(lineStart, tag.start).trim() !== '') return tag
  return { start: lineStart, end: tag.end + lineEnd[0].length }
}
