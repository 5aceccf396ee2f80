import { type Liquid, type Template as LiquidNode, type TagToken, UndefinedVariableError } from 'liquidjs'
import { runWithin } from './deadline.ts'
import { type Finding, UserError } from './finding.ts'
import { createLiquid } from './liquid-engine.ts'
import { refuseDeepNesting } from './liquid-nesting.ts'
import { resolveReference } from './resolve-reference.ts'
import type { TemplateOptions } from './template.ts'
import { missingVariable, TemplateError } from './template-error.ts'

const MAX_PARSE_MILLISECONDS = 5_000
const MAX_OUTPUT_LENGTH = 10_000_000
const MAX_PARTIALS = 100

/** A `{% render %}` or `{% include %}` and where it stands. */
interface PartialReference {
  readonly path: string
  /** Not always at hand: counting lines takes as long as the text is. */
  place(): Pick<Finding, 'file' | 'line'>
}

interface LiquidProgram {
  /** Repository-relative paths of the partials, sorted. */
  readonly files: readonly string[]
  render(variables: { readonly [key: string]: unknown }): string
}

/**
 * Compiles a Liquid template (https://liquidjs.com) with all partials it names, each relative to the file that names it. What would make
 * a rendering depend on more than its variables is refused: the clock, chance, files read later.
 * @throws UserError on syntax errors, unknown tags and filters, and partials that are missing, computed or include themselves.
 */
export async function compileLiquid(source: string, options: TemplateOptions): Promise<LiquidProgram> {
  const references = new Map<string, PartialReference[]>([[options.file, []]])
  const sources: Record<string, string> = Object.create(null)
  const firstLine = options.line ?? 1
  const liquid = createLiquid(sources, (reference, token) => {
    const namingFile = token.file!
    const place = () => ({
      file: namingFile,
      line: lineOf(token, namingFile === options.file ? firstLine : 1),
    })
    const path = resolveReference(namingFile, literalName(reference, place))
    references.get(namingFile)?.push({ path, place })
    return path
  })
  const parse = (text: string, file: string, line: number) => {
    refuseDeepNesting(text, file)
    try {
      return runWithin(MAX_PARSE_MILLISECONDS, () => liquid.parse(text, file))
    } catch (error) {
      throw syntaxError(error, file, line)
    }
  }

  const nodes = parse(source, options.file, firstLine)
  const waiting = [...references.get(options.file)!]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (references.has(next.path)) continue
    if (references.size > MAX_PARTIALS) throw partialError(next, `is one of more than ${MAX_PARTIALS}`)
    const text = await options.readPartial?.(next.path)
    if (text === undefined) throw partialError(next, 'does not exist')
    references.set(next.path, [])
    sources[next.path] = text
    parse(text, next.path, 1)
    waiting.push(...references.get(next.path)!)
  }
  refuseCycles(options.file, references, [])

  return {
    files: Object.keys(sources).sort(),
    render: (variables) =>
      render(liquid, nodes, variables, (error) => placeOf(error, options.file, firstLine, sources)),
  }
}

function literalName(reference: unknown, place: PartialReference['place']): string {
  if (typeof reference === 'string') return reference
  throw new UserError({
    ...place(),
    message: 'the name of the partial is computed',
    hint: "write it as a literal: {% render 'name.md' %}",
  })
}

function partialError(reference: PartialReference, problem: string): UserError {
  return new UserError({ ...reference.place(), message: `the partial ${reference.path} ${problem}` })
}

function refuseCycles(
  file: string,
  references: ReadonlyMap<string, readonly PartialReference[]>,
  ancestors: readonly string[],
  done = new Set<string>(),
): void {
  if (done.has(file)) return
  const path = [...ancestors, file]
  for (const reference of references.get(file) ?? []) {
    if (path.includes(reference.path)) throw partialError(reference, 'includes itself')
    refuseCycles(reference.path, references, path, done)
  }
  done.add(file)
}

function render(
  liquid: Liquid,
  nodes: LiquidNode[],
  variables: { readonly [key: string]: unknown },
  placeOfError: (error: unknown) => Pick<Finding, 'file' | 'line'>,
): string {
  let text: string
  try {
    text = liquid.renderSync(nodes, variables)
  } catch (error) {
    const place = placeOfError(error)
    if (error instanceof UndefinedVariableError) {
      throw missingVariable(reasonOf(error).replace(/^undefined variable: /, ''), variables, place)
    }
    throw new TemplateError({ ...place, message: `the template fails: ${reasonOf(error)}` }, { cause: error })
  }
  if (text.length > MAX_OUTPUT_LENGTH) {
    throw new TemplateError({ ...placeOfError(undefined), message: 'the rendered text is too long' })
  }
  return text
}

function syntaxError(error: unknown, file: string, firstLine: number): UserError {
  if (error instanceof UserError) return error
  const cause = (error as { originalError?: unknown }).originalError
  if (cause instanceof UserError) return cause
  return new UserError(
    {
      ...placeOf(error, file, firstLine, {}),
      message: `the Liquid template is not valid: ${reasonOf(error)}`,
      hint: 'set prompt-syntax: none when braces are text',
    },
    { cause: error },
  )
}

/** Liquid's own text without its place, which counts from the template's start and not from the file's. */
function reasonOf(error: unknown): string {
  const original = (error as { originalError?: Error }).originalError ?? (error as Error)
  return original.message.replace(/(, file:[^\n]*?)?, line:\d+, col:\d+$/, '')
}

/** Tokens inside expressions do not know their file, but they hold its whole text. */
function placeOf(
  error: unknown,
  file: string,
  firstLine: number,
  sources: Readonly<Record<string, string>>,
): Pick<Finding, 'file' | 'line'> {
  const token = (error as { token?: TagToken } | undefined)?.token
  if (token === undefined) return { file }
  const partial = Object.keys(sources).find((path) => path === token.file || sources[path] === token.input)
  return partial === undefined
    ? { file, line: lineOf(token, firstLine) }
    : { file: partial, line: lineOf(token, 1) }
}

function lineOf(token: { getPosition(): number[] }, firstLine: number): number {
  return firstLine - 1 + token.getPosition()[0]!
}
