import type { MatcherDefinition } from '../../suite/scorer-definition.ts'
import { affix } from './affix.ts'
import { combine, not } from './combine.ts'
import { contains } from './contains.ts'
import { equals } from './equals.ts'
import { jsonPath } from './json-path.ts'
import { jsonSchema } from './json-schema.ts'
import { length } from './length.ts'
import type { Matcher, MatcherContext } from './match.ts'
import { number } from './number.ts'
import { regex } from './regex.ts'

/**
 * The one table of matchers: a new kind is a file beside this one and a line here.
 * The engines are loaded when a scorer needs them.
 * @throws UserError or TemplateError when the definition cannot be used.
 */
export async function compileMatcher(
  definition: MatcherDefinition,
  context: MatcherContext,
): Promise<Matcher> {
  switch (definition.kind) {
    case 'equals':
      return equals(definition, context)
    case 'contains':
    case 'contains-all':
    case 'contains-any':
      return contains(definition, context)
    case 'starts-with':
    case 'ends-with':
      return affix(definition, context)
    case 'regex':
      return regex(definition, context)
    case 'json-schema':
      return jsonSchema(definition)
    case 'json-path':
      return jsonPath(definition, context)
    case 'length':
      return length(definition, context)
    case 'number':
      return number(definition, context)
    case 'not':
      return not(definition, context)
    case 'all':
    case 'any':
      return combine(definition, context)
  }
}
