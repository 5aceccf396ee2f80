import type { Finding } from '../boundary/finding.ts'
import type { TemplateError } from '../boundary/template.ts'
import type { Case, Place } from './suite.ts'

interface Missing {
  readonly user: string
  readonly error: TemplateError
  readonly place: Place
  readonly first: Case
  cases: number
}

/** Gathers what keeps templates from being filled: one finding per variable and place, however many cases lack it. */
export interface TemplateMistakes {
  /**
   * @param user what holds the template, such as `the prompt`
   * @param place where it stands, when the error does not say so itself
   */
  add(error: TemplateError, user: string, place: Place, aCase: Case): void
  findings(): readonly Finding[]
}

export function collectTemplateMistakes(): TemplateMistakes {
  const found = new Map<string, Missing>()
  return {
    add: (error, user, place, aCase) => {
      const { file = place.file, line = place.line } = error.finding
      const key = JSON.stringify([user, file, line, error.variable ?? error.finding.message])
      const known = found.get(key)
      if (known === undefined) found.set(key, { user, error, place, first: aCase, cases: 1 })
      else known.cases++
    },
    findings: () => [...found.values()].map(toFinding),
  }
}

function toFinding({ user, error, place, first, cases }: Missing): Finding {
  const { message, file, ...rest } = error.finding
  const more = cases === 1 ? '' : ` and ${cases - 1} more`
  const where = `case "${first.id}" (${first.place.file}:${first.place.line})${more}`
  return {
    ...(file === undefined ? place : { file }),
    ...rest,
    message:
      error.variable === undefined
        ? `${user} cannot be filled in for ${where}: ${message}`
        : `${user} needs the variable "${error.variable}", which is missing in ${where}`,
  }
}
