import { posix } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { parseData } from '../suite/referenced-files.ts'
import type { Surroundings } from './surroundings.ts'

const LIKELY = /(?:^|\/)(?:(?:tools?|functions)\/[^/]+|[^/]*(?:tools?|functions))\.json$/i
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|dist|build|evals)\//

export interface ToolFile {
  readonly path: string
  readonly tools: readonly string[]
}

/** Files below the folder that hold tool definitions in a form that suites read, in the order of their paths. */
export async function findToolFiles({
  folder,
  paths,
  tree,
}: Pick<Surroundings, 'folder' | 'paths' | 'tree'>): Promise<readonly ToolFile[]> {
  const found: ToolFile[] = []
  for (const path of paths) {
    if ((folder !== '' && !path.startsWith(`${folder}/`)) || !LIKELY.test(path) || FOREIGN.test(path))
      continue
    const tools = await toolNames(tree, path)
    if (tools.length > 0) found.push({ path, tools })
  }
  return found
}

/** The tools that belong to a prompt: those of the only file, or of the one that is called like it. */
export function toolsFor(prompt: string, files: readonly ToolFile[]): ToolFile | undefined {
  const stem = (path: string) => posix.basename(path).split('.')[0]
  return files.length === 1 ? files[0] : files.find(({ path }) => stem(path) === stem(prompt))
}

async function toolNames(tree: Surroundings['tree'], path: string): Promise<readonly string[]> {
  try {
    const value = parseData((await readText(tree, path)) ?? '', path).value as { tools?: unknown } | null
    const list = Array.isArray(value) ? value : value?.tools
    const names = Array.isArray(list) ? list.map(nameOfTool) : []
    return names.every((name) => name !== undefined) ? (names as string[]) : []
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

function nameOfTool(tool: unknown): string | undefined {
  const { name, parameters, inputSchema, input_schema } = {
    ...(tool as { function?: object } | null),
    ...(tool as { function?: object } | null)?.function,
  } as Readonly<Record<string, unknown>>
  const isTool = typeof (parameters ?? inputSchema ?? input_schema) === 'object'
  return isTool && typeof name === 'string' ? name : undefined
}
