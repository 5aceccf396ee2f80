import type { DataSource } from '../boundary/yaml-source.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { type Path, parseSection, placeOf } from './parse-section.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import type { JsonObject, Place, ToolDefinition } from './suite.ts'
import type { WrittenTarget } from './target-schema.ts'
import { toolSchema, type WrittenTool } from './tool-schema.ts'

interface PlacedTool {
  readonly tool: ToolDefinition
  readonly place: Place
}

/** All tools of a target, in the order of its files and lists. Names are unique. */
export async function readTools(
  written: WrittenTarget['tools'],
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly ToolDefinition[]> {
  const path = ['target', 'tools']
  const entries: readonly (string | WrittenTool)[] =
    written === undefined ? [] : typeof written === 'string' ? [written] : written
  const tools = await Promise.all(
    entries.map(async (entry, index): Promise<readonly PlacedTool[]> => {
      const place = placeOf(source, typeof written === 'string' ? path : [...path, index])
      return typeof entry === 'string'
        ? toolsOfFile(entry, place, files, mistakes)
        : [{ tool: toDefinition(entry), place }]
    }),
  )
  return unique(tools.flat(), mistakes)
}

async function toolsOfFile(
  reference: string,
  place: Place,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<readonly PlacedTool[]> {
  const source = await files.data(reference, place)
  if (source === undefined) return []
  const tools: PlacedTool[] = []
  const inFile = mistakes.at(place)
  for (const { path, name } of toolPaths(source, inFile)) {
    const named = name === undefined ? source : withName(source, path, name)
    const written = parseSection(toolSchema, named, path, inFile)
    if (written?.name === undefined && written?.function === undefined) continue
    tools.push({ tool: toDefinition(written), place: placeOf(source, path) })
  }
  return tools
}

interface ToolPath {
  readonly path: Path
  /** Set where the name is the key. */
  readonly name?: string
}

/** A file holds a list of tools, `{ tools: [ … ] }` as MCP servers answer, one tool, or the AI SDK's mapping of names to tools. */
function toolPaths(source: DataSource, mistakes: Mistakes): readonly ToolPath[] {
  const { value } = source
  if (Array.isArray(value)) return value.map((_, index) => ({ path: [index] }))
  if (typeof value !== 'object' || value === null) {
    const message = 'the file holds no tool definitions'
    mistakes.add({
      ...placeOf(source, []),
      message,
      hint: 'give it a list of `{ name, description, parameters }`',
    })
    return []
  }
  if ('tools' in value && Array.isArray(value.tools))
    return value.tools.map((_, index) => ({ path: ['tools', index] }))
  const items = Object.entries(value)
  const isTool =
    items.length === 0 ||
    'name' in value ||
    'function' in value ||
    items.some(([, item]) => typeof item !== 'object')
  return isTool ? [{ path: [] }] : items.map(([name]) => ({ path: [name], name }))
}

/** The source as if the mapping at a path had a `name`. */
function withName(source: DataSource, path: Path, name: string): DataSource {
  const [key] = path
  const tool = (source.value as Record<string, object>)[String(key)]
  return {
    ...source,
    locate: (at, part) => source.locate(at, part),
    value: { [String(key)]: { name, ...tool } },
  }
}

function toDefinition(written: WrittenTool): ToolDefinition {
  const {
    name = '',
    description,
    parameters,
    inputSchema,
    input_schema,
    strict,
  } = { ...written, ...written.function }
  return {
    name,
    ...(description !== undefined && { description }),
    parameters: parameters ?? inputSchema ?? input_schema ?? NO_ARGUMENTS,
    ...(typeof strict === 'boolean' && { strict }),
  }
}

const NO_ARGUMENTS: JsonObject = { type: 'object', properties: {} }

function unique(tools: readonly PlacedTool[], mistakes: Mistakes): readonly ToolDefinition[] {
  const first = new Map<string, Place>()
  for (const { tool, place } of tools) {
    const other = first.get(tool.name)
    if (other === undefined) first.set(tool.name, place)
    else {
      const message = `the tool "${tool.name}" is already defined at ${other.file}:${other.line}`
      mistakes.add({ ...place, message, hint: 'drop one of them' })
    }
  }
  return tools.map(({ tool }) => tool)
}
