import {
  filters,
  IncludeTag,
  Liquid,
  type Parser,
  RenderTag,
  type TagToken,
  type TopLevelToken,
} from 'liquidjs'
import { textOfValue } from './template-value.ts'

const MAX_SOURCE_LENGTH = 1_000_000
const MAX_RENDER_MILLISECONDS = 1_000
const MAX_RENDER_MEMORY = 10_000_000
const DATE_FILTERS = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
] as const

/**
 * Liquid without file system, inherited properties, clock or chance.
 * @param sources texts of the partials by the names that `resolvePartial` gives them; may grow until rendering
 * @param resolvePartial takes what stands behind `render` or `include`: a text when it is a literal
 */
export function createLiquid(
  sources: Record<string, string>,
  resolvePartial: (reference: unknown, token: TagToken) => string,
): Liquid {
  const liquid = new Liquid({
    templates: sources,
    cache: true,
    ownPropertyOnly: true,
    strictVariables: true,
    // A test for a variable that may be absent is how optional variables are written.
    lenientIf: true,
    strictFilters: true,
    parseLimit: MAX_SOURCE_LENGTH,
    renderLimit: MAX_RENDER_MILLISECONDS,
    memoryLimit: MAX_RENDER_MEMORY,
    outputEscape: textOfValue,
    timezoneOffset: 0,
    locale: 'en-US',
  })
  liquid.registerTag('render', resolvingTag(RenderTag, resolvePartial))
  liquid.registerTag('include', resolvingTag(IncludeTag, resolvePartial))
  for (const tag of ['layout', 'block']) delete liquid.tags[tag]
  // Its special meaning would let lists and mappings through in JavaScript's own text form.
  liquid.registerFilter('raw', (value: unknown) => value)
  liquid.unregisterFilter('sample')
  for (const name of DATE_FILTERS) liquid.registerFilter(name, timeless(name))
  return liquid
}

function timeless(name: (typeof DATE_FILTERS)[number]) {
  const filter = (filters as Record<string, (...args: unknown[]) => unknown>)[name]!
  return function (this: unknown, value: unknown, ...args: unknown[]) {
    if (value === 'now' || value === 'today') throw new Error(`"${value}" would render differently each time`)
    return filter.call(this, value, ...args)
  }
}

type PartialTag = typeof RenderTag | typeof IncludeTag

/** Liquid looks names up in a root directory; ours are relative to the naming file, which only the parser knows. */
function resolvingTag(tag: PartialTag, resolvePartial: (reference: unknown, token: TagToken) => string) {
  return class extends (tag as typeof RenderTag) {
    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, remaining, liquid, parser)
      const self = this as unknown as { file: unknown }
      self.file = resolvePartial(self.file, token)
    }
  }
}
