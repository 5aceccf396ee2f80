import { UserError } from '../boundary/finding.ts'
import type { World } from '../boundary/world.ts'
import { type TerminalPage, terminalPage } from '../report/terminal-page.ts'
import { chooseStarter, type InitAnswers } from '../setup/choose-starter.ts'
import { type ComposedStarter, composeStarter, type StarterFile } from '../setup/compose-starter.ts'
import { editorSchemas } from '../setup/editor-schemas.ts'
import { withFiles } from '../setup/file-overlay.ts'
import { takeInventory } from '../setup/inventory.ts'
import { inventoryLines } from '../setup/inventory-lines.ts'
import { nextSteps } from '../setup/next-steps.ts'
import { suiteFile } from '../setup/starter-suite.ts'
import { lookAround, type Surroundings } from '../setup/surroundings.ts'
import { writeStarter } from '../setup/write-starter.ts'
import { loadSuite } from '../suite/load-suite.ts'
import { showRehearsal } from './show-rehearsal.ts'
import { findMistakes } from './validate.ts'

export interface InitOptions extends InitAnswers {
  readonly config: string
  /** Takes the defaults for what no option answers. */
  readonly yes: boolean
  readonly dryRun: boolean
}

/**
 * `noisefloor init`: writes a policy, a starter suite for one of the repository's prompts and a workflow, never over a file that is there, and
 * rehearses the gate offline. Resolves to the exit code.
 */
export async function init(options: InitOptions, world: World): Promise<number> {
  const surroundings = await lookAround(world)
  const page = terminalPage({
    columns: Math.min(world.stdout.columns, 100),
    colour: world.stdout.isTerminal && world.environment['NO_COLOR'] === undefined,
  })
  const say = (...lines: readonly string[]) => world.stdout.write(`${lines.join('\n')}\n`)
  try {
    const inventory = await takeInventory(surroundings, options.config)
    say(...inventoryLines(surroundings, inventory, page), '')
    const choices = await chooseStarter(surroundings, inventory, options, {
      environment: world.environment,
      ask: options.yes ? undefined : world.ask,
      say: (text) => say(...page.paragraph(text)),
    })
    if (choices === undefined) {
      say(
        ...page.paragraph(
          `Every prompt that was found has a suite, so there is nothing to write. --prompt FILE names another; \`${inventory.command} doctor\` says whether the gate stands.`,
        ),
      )
      return 0
    }
    const schemas = await editorSchemas(surroundings, inventory, world.packageDirectory)
    const composed = await composeStarter(surroundings, inventory, choices, schemas)
    const tree = withFiles(
      surroundings.tree,
      new Map(composed.files.filter(({ append }) => !append).map(({ path, text }) => [path, text])),
    )
    await refuseMistakes(tree, options.config)
    if (options.dryRun) {
      say(...fileLines(composed, 'would be written', page), ...composed.files.flatMap(contentLines))
      return 0
    }
    if (composed.files.length > 0) await writeStarter(surroundings.root, composed.files)
    say(...fileLines(composed, 'written', page), '')
    const code = await rehearseIfNew(composed, tree, surroundings, world, page)
    say('', ...nextSteps(composed, surroundings, inventory, page))
    return code
  } finally {
    await surroundings.close()
  }
}

/** @throws UserError before anything is written, when what would be there afterwards is not valid */
async function refuseMistakes(tree: Parameters<typeof findMistakes>[0], config: string): Promise<void> {
  const { findings } = await findMistakes(tree, config)
  if (findings.length > 0) throw new UserError([...findings, { message: 'nothing was written' }])
}

async function rehearseIfNew(
  composed: ComposedStarter,
  tree: Surroundings['tree'],
  { git }: Surroundings,
  world: World,
  page: TerminalPage,
): Promise<number> {
  const { starter, files } = composed
  const file = suiteFile(starter)
  if (!files.some(({ path }) => path === file)) return 0
  if (git === 'absent') {
    world.stdout.write(
      `${page.paragraph('git is not installed here, so nothing was rehearsed.').join('\n')}\n`,
    )
    return 0
  }
  return showRehearsal(starter, await loadSuite(tree, file), tree, world, page)
}

function fileLines({ files, kept }: ComposedStarter, done: string, page: TerminalPage): readonly string[] {
  const width = Math.max(...[...files, ...kept].map(({ path }) => path.length)) + 2
  const row = (sign: string, path: string, what: string) =>
    page.paragraph(what, 2, `${sign} ${path.padEnd(width)}`)
  return [
    files.length === 0
      ? `Nothing ${done}: all of it is there.`
      : `${done[0]!.toUpperCase()}${done.slice(1)}:`,
    ...files.flatMap(({ path, what, append }) => row(append ? '~' : '+', path, what)),
    ...kept.flatMap(({ path, why }) => row('=', path, `${why}: was there, left as it is`)),
  ]
}

function contentLines({ path, text }: StarterFile): readonly string[] {
  if (path.endsWith('.schema.json')) return []
  return ['', `── ${path} ${'─'.repeat(Math.max(2, 74 - path.length))}`, text.trimEnd()]
}
