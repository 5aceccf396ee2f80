import { type Finding, UserError } from '../boundary/finding.ts'
import { TemplateError } from '../boundary/template.ts'
import type { ScorerDefinition } from '../suite/scorer-definition.ts'
import type { Case, Place } from '../suite/suite.ts'
import { dependsOnCase } from './matchers/depends-on-case.ts'

interface FailedScorer {
  readonly name: string
  readonly definition: ScorerDefinition
  readonly place: Place | undefined
  readonly aCase: Case
}

/**
 * What the user is told when a scorer does not compile: where the scorer stands, and the case when it has a part in it.
 * Rethrows what is not the user's mistake.
 */
export function scorerFindings(error: unknown, scorer: FailedScorer): readonly Finding[] {
  if (error instanceof TemplateError && error.variable !== undefined) {
    return [missingVariable(error, scorer)]
  }
  const { name, definition, place, aCase } = scorer
  const subject = `scorer "${name}"${dependsOnCase(definition) ? ` for case "${aCase.id}"` : ''}`
  return findingsIn(error).map((finding) => ({
    ...finding,
    ...place,
    message: `${subject}: ${finding.message}`,
  }))
}

function findingsIn(error: unknown): readonly Finding[] {
  if (error instanceof UserError) return error.findings
  if (error instanceof TemplateError) return [error.finding]
  throw error
}

function missingVariable(error: TemplateError, { name, place, aCase }: FailedScorer): Finding {
  const casePlace = `${aCase.place.file}:${aCase.place.line}`
  return {
    ...error.finding,
    ...place,
    message: `scorer "${name}" needs \`${error.variable}\`, which case "${aCase.id}" (${casePlace}) does not have`,
  }
}
