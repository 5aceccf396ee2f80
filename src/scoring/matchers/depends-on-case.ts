import type { ScorerDefinition } from '../../suite/scorer-definition.ts'
import { filledValues, holdsTemplate } from '../../suite/scorer-templates.ts'

/** True when the scorer may be another one for another case. */
export function dependsOnCase(definition: ScorerDefinition): boolean {
  return filledValues(definition).some(({ value }) => holdsTemplate(value))
}
