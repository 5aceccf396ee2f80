import type { MatcherDefinition } from '../../suite/scorer-definition.ts'
import { filledValues, holdsTemplate } from '../../suite/scorer-templates.ts'

/** True when the matcher may be another one for another case. */
export function dependsOnCase(definition: MatcherDefinition): boolean {
  return filledValues(definition).some(({ value }) => holdsTemplate(value))
}
