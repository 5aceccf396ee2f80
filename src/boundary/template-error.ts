import { type Finding, formatFinding } from './finding.ts'
import { nearest } from './nearest.ts'

/** A template that cannot be filled in: a variable is missing, or a limit was exceeded. */
export class TemplateError extends Error {
  /** What is wrong and where; the message says the same in one line. */
  readonly finding: Finding
  /** The variable that is missing, dotted. */
  readonly variable?: string

  constructor(finding: Finding, details: { readonly variable?: string; readonly cause?: unknown } = {}) {
    super(formatFinding(finding), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'TemplateError'
    this.finding = finding
    if (details.variable !== undefined) this.variable = details.variable
  }
}

/** @param variable dotted path that `variables` does not have */
export function missingVariable(
  variable: string,
  variables: { readonly [key: string]: unknown },
  place: Pick<Finding, 'file' | 'line'>,
): TemplateError {
  return new TemplateError(
    { ...place, message: `the variable "${variable}" is missing`, hint: suggestion(variable, variables) },
    { variable },
  )
}

function suggestion(variable: string, variables: { readonly [key: string]: unknown }): string {
  let scope: object = variables
  const known: string[] = []
  for (const name of variable.split('.')) {
    if (!Object.hasOwn(scope, name)) {
      const near = nearest(name, Object.keys(scope))
      if (near !== undefined) return `did you mean "${[...known, near].join('.')}"?`
      const names = Object.keys(scope).map((key) => [...known, key].join('.'))
      return names.length === 0 ? 'there is nothing of that name' : `there are: ${list(names)}`
    }
    const next = (scope as { readonly [key: string]: unknown })[name]
    known.push(name)
    if (known.join('.') === variable) break
    if (typeof next !== 'object' || next === null) return `"${known.join('.')}" has no parts`
    scope = next
  }
  return 'it is not handed to this partial: write {% render "file", name: name %}'
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ')
  return names.length > 8 ? `${shown}, …` : shown
}
