import { UserError } from '../boundary/finding.ts'
import { TemplateError } from '../boundary/template.ts'
import type { Case } from './suite.ts'

/**
 * Fills templates from a case.
 * @param what holds the templates, such as `the prompt`
 * @throws UserError at the case, caused by the TemplateError of `fill`
 */
export function fillFor<T>(aCase: Case, what: string, fill: () => T): T {
  try {
    return fill()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const { message, hint } = error.finding
    throw new UserError(
      {
        ...aCase.place,
        message: `${what} cannot be filled in for case "${aCase.id}": ${message}`,
        ...(hint !== undefined && { hint }),
      },
      { cause: error },
    )
  }
}
