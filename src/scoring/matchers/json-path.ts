import { unlessRefused, unlessTooHard } from './engine.ts'
import { fillText } from './fill-leaf.ts'
import type { Definition, Match, Matcher, MatcherContext } from './match.ts'
import { jsonOf } from './subject.ts'

/**
 * `json-path` (RFC 9535) over the output read as JSON. A singular path (`$.queue`) gives its value to the nested matcher and
 * does not match when there is none; any other path (`$.items[*].id`) gives the list of what it selects, which may be empty.
 * Without a nested matcher something must be selected.
 */
export async function jsonPath(
  definition: Definition<'json-path'>,
  context: MatcherContext,
): Promise<Matcher> {
  const { compileJsonPath, JsonPathError } = await import('../../boundary/json-path.ts')
  const source = fillText(context, 'json-path', definition.path)
  const path = unlessRefused(JsonPathError, () => compileJsonPath(source))
  const nested =
    definition.matcher &&
    (await context.compile(definition.matcher, { ...context, subject: path.singular ? 'value' : 'list' }))
  return (subject): Match => {
    const reading = jsonOf(subject)
    if (!reading.readable) return 'unreadable'
    const nodes = unlessTooHard(JsonPathError, () => path.query(reading.value))
    if (nodes === 'unreadable') return nodes
    if (nested === undefined || (path.singular && nodes.length === 0)) return nodes.length > 0
    return nested({ from: 'json-path', value: path.singular ? nodes[0] : nodes })
  }
}
