import { posix } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { parseData } from '../suite/referenced-files.ts'
import type { Surroundings } from './surroundings.ts'

const NAMED_PROMPT = /\.prompt(?:\.(?:ya?ml|json|md|txt))?$/i
const TEXT = /\.(?:md|markdown|txt|liquid|mustache|hbs|j2|jinja2?|tmpl)$/i
const DATA = /\.(?:ya?ml|json)$/i
const NO_PROMPT = /^(?:readme|changelog|license|contributing|index|agents|claude|package|tsconfig)\b/i
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|dist|build|evals)\//
/** Prompts of tests and of editors are the last that somebody wants to gate. */
const LESS_LIKELY = /(?:^|\/)(?:tests?|__tests__|fixtures|examples?|\.[^/]+)\//i

/**
 * Files below the folder that look like prompts, the likeliest first: `*.prompt.yml` and the like, files in a folder `prompts`, texts with
 * "prompt" in their name. YAML and JSON count only when messages stand in them.
 */
export async function findPromptFiles({
  folder,
  paths,
  tree,
}: Pick<Surroundings, 'folder' | 'paths' | 'tree'>): Promise<readonly string[]> {
  const below = paths.filter((path) => folder === '' || path.startsWith(`${folder}/`))
  const ranked = below.flatMap((path) => {
    const rank = rankOf(path)
    return rank === undefined ? [] : [{ path, rank }]
  })
  const found: typeof ranked = []
  for (const one of ranked) if (!DATA.test(one.path) || (await holdsMessages(tree, one.path))) found.push(one)
  return found.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1)).map(({ path }) => path)
}

function rankOf(path: string): number | undefined {
  const name = posix.basename(path)
  if (FOREIGN.test(path) || NO_PROMPT.test(name)) return undefined
  const likely = LESS_LIKELY.test(path) ? 10 : 0
  if (NAMED_PROMPT.test(name)) return likely
  const inFolder = /(?:^|\/)prompts?\//i.test(path)
  if (inFolder && (TEXT.test(name) || DATA.test(name))) return likely + 1
  return /prompt/i.test(name) && TEXT.test(name) ? likely + 2 : undefined
}

async function holdsMessages(tree: Surroundings['tree'], path: string): Promise<boolean> {
  try {
    const value = parseData((await readText(tree, path)) ?? '', path).value
    const messages = Array.isArray(value) ? value : (value as { messages?: unknown } | null)?.messages
    return Array.isArray(messages) && messages.some((one) => typeof one?.role === 'string')
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}
