import { compileFString } from './f-string-template.ts'
import { liquidOutputs } from './liquid-outputs.ts'
import { compileMustache } from './mustache-template.ts'
import { renderParts } from './template-parts.ts'

/** A prompt template, compiled once and rendered per case. Own properties only, strict variables, limits set. */
export interface Template {
  readonly source: string
  readonly syntax: TemplateSyntax
  /** Repository-relative paths of the partials that the source includes, sorted. */
  readonly files: readonly string[]
  /**
   * Values are written as they are and never rendered themselves; lists and mappings as JSON, null as nothing.
   * @throws TemplateError when a variable is missing, a limit is exceeded or the template fails.
   */
  render(variables: { readonly [key: string]: unknown }): string
}

export type TemplateSyntax = 'liquid' | 'mustache' | 'f-string' | 'none'

export interface TemplateOptions {
  readonly syntax: TemplateSyntax
  /** Repository-relative path of the file that the source stands in; partials are relative to it. */
  readonly file: string
  /** Line of the file where the source begins, from 1; default 1. */
  readonly line?: number
  /** Text of a repository file; absent: there are no partials. */
  readonly readPartial?: (path: string) => Promise<string | undefined>
}

/**
 * Compiles a template and reads the partials it names.
 * @throws UserError when it is not valid in its syntax or a partial cannot be used.
 */
export async function compileTemplate(source: string, options: TemplateOptions): Promise<Template> {
  const compiled = await compile(source, options)
  return { source, syntax: options.syntax, ...compiled }
}

async function compile(
  source: string,
  options: TemplateOptions,
): Promise<Pick<Template, 'files' | 'render'>> {
  switch (options.syntax) {
    case 'none':
      return { files: [], render: () => source }
    case 'f-string':
      return { files: [], render: compileFString(source, options) }
    case 'mustache':
      return { files: [], render: compileMustache(source, options) }
    case 'liquid': {
      const parts = liquidOutputs(source, options)
      if (parts !== undefined) {
        const { file } = options
        return {
          files: [],
          render: (variables) => renderParts(parts, variables, { file, nullHasParts: true }),
        }
      }
      const { compileLiquid } = await import('./liquid-template.ts')
      return compileLiquid(source, options)
    }
  }
}

export { fillValue } from './fill-value.ts'
export { TemplateError } from './template-error.ts'
