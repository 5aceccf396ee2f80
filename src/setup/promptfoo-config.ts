import * as z from 'zod'
import type { FileTree } from '../boundary/file-tree.ts'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { resolveReference } from '../boundary/resolve-reference.ts'
import { parseData } from '../suite/referenced-files.ts'
import type { Surroundings } from './surroundings.ts'

const NAME = /(?:^|\/)promptfooconfig(?:\.[\w-]+)?\.(?:ya?ml|json|[cm]?[jt]s)$/

/** A configuration of promptfoo, as far as a starter needs it. Its assertions and code are left alone. */
export interface PromptfooConfig {
  readonly path: string
  /** Text files of this repository that it names as prompts. */
  readonly promptFiles: readonly string[]
  /** Prompts that stand in it as text. */
  readonly inlinePrompts: readonly string[]
  /** Of its tests: the variables that are plain text. */
  readonly rows: readonly Readonly<Record<string, string>>[]
  /** `provider/model` of the first provider that has another name here. */
  readonly model?: string
  /** False for a configuration that is a program, which is not run. */
  readonly isData: boolean
}

export async function findPromptfooConfig({
  folder,
  paths,
  tree,
}: Pick<Surroundings, 'folder' | 'paths' | 'tree'>): Promise<PromptfooConfig | undefined> {
  const path = paths.find((one) => (folder === '' || one.startsWith(`${folder}/`)) && NAME.test(one))
  if (path === undefined) return undefined
  const nothing = { path, promptFiles: [], inlinePrompts: [], rows: [] }
  if (!/\.(?:ya?ml|json)$/.test(path)) return { ...nothing, isData: false }
  try {
    const read = config.safeParse(parseData((await readText(tree, path)) ?? '', path).value)
    if (!read.success) return { ...nothing, isData: true }
    const { prompts, tests, providers } = read.data
    const model = [providers]
      .flat()
      .map(modelOf)
      .find((one) => one !== undefined)
    const written = (Array.isArray(prompts) ? prompts : [prompts]).flatMap(textOfPrompt)
    return {
      path,
      promptFiles: await namedFiles(written, path, tree),
      inlinePrompts: written.filter((text) => !FILE.test(text)),
      rows: (Array.isArray(tests) ? tests : []).flatMap(({ vars }) => plainRow(vars)),
      ...(model === undefined ? {} : { model }),
      isData: true,
    }
  } catch (error) {
    // It is another tool's file: what is wrong with it is not ours to say.
    if (error instanceof UserError) return { ...nothing, isData: true }
    throw error
  }
}

const config = z.object({
  prompts: z.union([z.string(), z.array(z.unknown())]).optional(),
  providers: z.unknown(),
  tests: z
    .union([
      z.array(z.object({ vars: z.record(z.string(), z.unknown()).optional().catch(undefined) })),
      z.unknown(),
    ])
    .transform((tests) =>
      Array.isArray(tests) ? (tests as { vars?: Readonly<Record<string, unknown>> | undefined }[]) : [],
    )
    .optional(),
})

/** `file://…`, or a bare path to a text. */
const FILE = /^file:\/\/|^[^\s{}]+\.(?:txt|md|json|ya?ml|j2|[cm]?[jt]s|py|csv)(?::\w+)?$/

function textOfPrompt(prompt: unknown): readonly string[] {
  if (typeof prompt === 'string') return [prompt]
  const { id, raw } = (prompt ?? {}) as { id?: unknown; raw?: unknown }
  return [raw ?? id].filter((text) => typeof text === 'string')
}

/** `openai:chat:gpt-5-mini`, `anthropic:messages:claude-haiku-4-5`: https://www.promptfoo.dev/docs/providers/ */
const PROVIDER =
  /^(?<name>openai|anthropic|google|bedrock):(?:(?:chat|responses|messages|converse):)?(?<model>[A-Za-z].*)$/

function modelOf(provider: unknown): string | undefined {
  const id = typeof provider === 'string' ? provider : (provider as { id?: unknown } | null)?.id
  const { name, model } = (typeof id === 'string' && PROVIDER.exec(id)?.groups) || {}
  return name === undefined ? undefined : `${name}/${model}`
}

async function namedFiles(
  written: readonly string[],
  path: string,
  tree: FileTree,
): Promise<readonly string[]> {
  const known = new Set(await tree.list())
  return written.flatMap((text) => {
    if (!FILE.test(text)) return []
    try {
      const file = resolveReference(path, text.replace(/^file:\/\/(?:\.\/)?/, ''))
      return known.has(file) && /\.(?:txt|md|j2|ya?ml|json)$/.test(file) ? [file] : []
    } catch (error) {
      if (error instanceof UserError) return []
      throw error
    }
  })
}

function plainRow(
  vars: Readonly<Record<string, unknown>> | undefined,
): readonly Readonly<Record<string, string>>[] {
  const entries = Object.entries(vars ?? {})
  const isPlain = entries.every(
    ([, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) && !String(value).startsWith('file://'),
  )
  return entries.length > 0 && isPlain
    ? [Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))]
    : []
}
