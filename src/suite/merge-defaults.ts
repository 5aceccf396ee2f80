import type { CaseDefaults } from './case-schema.ts'
import type { JsonObject, JsonValue } from './suite.ts'

/**
 * A case (or the defaults of a dataset) over the defaults it shares: mappings are merged key by key at their first level, tags are
 * added, anything else replaces.
 */
export function mergeDefaults<T extends CaseDefaults>(defaults: CaseDefaults, own: T): T {
  const { vars, expected, tools, tags } = defaults
  return {
    ...defaults,
    ...own,
    ...(vars !== undefined && { vars: { ...vars, ...own.vars } }),
    ...(expected !== undefined && { expected: merge(expected, own.expected) }),
    ...(tools !== undefined && { tools: merge(tools, own.tools) }),
    ...(tags !== undefined && { tags: [...new Set([...tags, ...(own.tags ?? [])])] }),
  }
}

function merge(shared: JsonValue, own: JsonValue | undefined): JsonValue {
  if (own === undefined) return shared
  return isMapping(shared) && isMapping(own) ? { ...shared, ...own } : own
}

function isMapping(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
