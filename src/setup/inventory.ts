import { readText } from '../boundary/read-text.ts'
import { loadPolicy } from '../suite/load-policy.ts'
import { loadSuites } from '../suite/load-suites.ts'
import type { Policy } from '../suite/policy.ts'
import { findPromptFiles } from './prompt-files.ts'
import { findPromptfooConfig, type PromptfooConfig } from './promptfoo-config.ts'
import { shownCommand } from './shown-command.ts'
import type { Surroundings } from './surroundings.ts'
import { findToolFiles, type ToolFile } from './tool-files.ts'
import { workflowsWithGate } from './workflows-with-gate.ts'

/** What a repository has that a gate can be made of, and what of a gate it has already. */
export interface Inventory {
  /** The likeliest first. */
  readonly prompts: readonly string[]
  readonly tools: readonly ToolFile[]
  readonly promptfoo?: PromptfooConfig
  readonly policy?: Policy
  /** Suites by file, with their names and the files they read; those that cannot be used have neither. */
  readonly suites: readonly {
    readonly file: string
    readonly name?: string
    readonly reads: readonly string[]
  }[]
  /** Paths of workflows that run the gate. */
  readonly workflows: readonly string[]
  /** How the command line is called here, such as `noisefloor` or `pnpm exec noisefloor`. */
  readonly command: string
}

/** @throws UserError when there is a policy that cannot be used */
export async function takeInventory(surroundings: Surroundings, policyFile: string): Promise<Inventory> {
  const { tree, paths, folder } = surroundings
  const policy = await loadPolicy(tree, policyFile)
  const [prompts, tools, promptfoo, loaded] = await Promise.all([
    findPromptFiles(surroundings),
    findToolFiles(surroundings),
    findPromptfooConfig(surroundings),
    loadSuites(tree, policy?.suites ?? ['**/*.eval.yaml']),
  ])
  const manifests = [...new Set([folder === '' ? '' : `${folder}/`, ''])].map(
    (place) => `${place}package.json`,
  )
  const texts = await Promise.all(
    manifests.filter((path) => paths.includes(path)).map((path) => readText(tree, path)),
  )
  const named = (promptfoo?.promptFiles ?? []).filter((path) => !prompts.includes(path))
  return {
    prompts: [...prompts, ...named],
    tools,
    ...(promptfoo === undefined ? {} : { promptfoo }),
    ...(policy === undefined ? {} : { policy }),
    suites: [
      ...loaded.suites.map(({ file, name, files }) => ({ file, name, reads: files })),
      ...loaded.invalid.map(({ file }) => ({ file, reads: [] })),
    ],
    workflows: (await workflowsWithGate(surroundings)).map(({ path }) => path),
    command: shownCommand(
      texts.filter((text) => text !== undefined),
      paths,
    ),
  }
}
