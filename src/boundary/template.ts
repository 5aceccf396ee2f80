/** A prompt template, compiled once and rendered per case. Own properties only, strict variables, limits set. */
export interface Template {
  readonly source: string
  readonly syntax: TemplateSyntax
  /**
   * @throws TemplateError when a variable is missing, a limit is exceeded or the template fails.
   */
  render(variables: { readonly [key: string]: unknown }): string
}

export type TemplateSyntax = 'liquid' | 'mustache' | 'f-string' | 'none'
