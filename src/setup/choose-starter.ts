import { posix } from 'node:path'
import { checkPath } from '../boundary/check-path.ts'
import { UserError } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { askWithDefault, askYesOrNo, type Dialogue } from './ask.ts'
import type { StarterChoices } from './compose-starter.ts'
import { withFiles } from './file-overlay.ts'
import type { Inventory } from './inventory.ts'
import { draftPrompt, type PromptDraft } from './prompt-draft.ts'
import {
  guessProvider,
  type NamedModel,
  PROVIDER_STARTS,
  STARTER_KINDS,
  type StarterKind,
} from './provider-choice.ts'
import type { Surroundings } from './surroundings.ts'

/** What options answer. */
export interface InitAnswers {
  readonly prompt?: string
  readonly provider?: string
  readonly model?: string
  /** Absent: asked, or yes unless there is one. */
  readonly workflow?: boolean
  readonly config: string
}

/**
 * What is to be made of a repository: by the options, else by the answers of whoever is at the terminal, else by defaults, which are said.
 * @returns `undefined` when there is a policy and every prompt has a suite
 * @throws UserError when there is no prompt, or an option cannot be followed
 */
export async function chooseStarter(
  surroundings: Surroundings,
  inventory: Inventory,
  answers: InitAnswers,
  dialogue: Dialogue & { readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<StarterChoices | undefined> {
  const prompt = await choosePrompt(surroundings, inventory, answers, dialogue)
  if (prompt === undefined) return undefined
  const { draft, newPrompt } = prompt
  const inUse = modelInUse(draft, inventory)
  const kind = await chooseProvider(surroundings, inventory, answers, inUse, dialogue)
  const model = kind === 'simulated' ? undefined : await chooseModel(kind, answers, inUse, dialogue)
  const workflow = await chooseWorkflow(inventory, answers, dialogue)
  return {
    draft,
    ...(newPrompt === undefined ? {} : { newPrompt }),
    kind,
    ...(model === undefined ? {} : { model }),
    workflow,
    policyFile: checkPath(answers.config),
  }
}

async function choosePrompt(
  { tree, folder, paths }: Surroundings,
  { prompts, promptfoo, suites, policy }: Inventory,
  { prompt: given }: InitAnswers,
  dialogue: Dialogue,
): Promise<{ readonly draft: PromptDraft; readonly newPrompt?: string } | undefined> {
  if (given !== undefined) {
    const path = checkPath(posix.join(folder, given))
    if (!paths.includes(path)) throw noSuchPrompt(path, prompts)
    return { draft: await draftPrompt(tree, path) }
  }
  const gated = new Set(suites.flatMap(({ reads }) => reads))
  const open = prompts.filter((path) => !gated.has(path))
  if (prompts.length === 0) {
    const [inline] = promptfoo?.inlinePrompts ?? []
    if (inline !== undefined) return promptOfPromptfoo(inline, folder, tree)
    throw noPrompt(folder, paths)
  }
  if (open.length === 0 && policy !== undefined) return undefined
  const candidates = open.length > 0 ? open : prompts
  const chosen = await askWithDefault(dialogue, {
    question: 'Which prompt is to be gated?',
    option: '--prompt',
    options: candidates,
    why: candidates.length > 1 ? `the first of ${candidates.length}` : 'the only one without a suite',
  })
  return { draft: await draftPrompt(tree, chosen) }
}

/** A prompt that stands in another tool's configuration gets a file, so that a change of it can be seen. */
async function promptOfPromptfoo(
  text: string,
  folder: string,
  tree: Surroundings['tree'],
): Promise<{ readonly draft: PromptDraft; readonly newPrompt: string }> {
  const path = posix.join(folder, 'prompts/promptfoo.md')
  const newPrompt = text.endsWith('\n') ? text : `${text}\n`
  return { draft: await draftPrompt(withFiles(tree, new Map([[path, newPrompt]])), path), newPrompt }
}

function modelInUse({ model }: PromptDraft, { promptfoo }: Inventory): NamedModel | undefined {
  if (model !== undefined) return { id: model, by: 'the prompt' }
  return promptfoo?.model === undefined ? undefined : { id: promptfoo.model, by: promptfoo.path }
}

async function chooseProvider(
  surroundings: Surroundings,
  { policy }: Inventory,
  { provider: given }: InitAnswers,
  model: NamedModel | undefined,
  dialogue: Parameters<typeof chooseStarter>[3],
): Promise<StarterKind> {
  const kinds =
    policy === undefined
      ? STARTER_KINDS
      : [...new Set([...policy.providers.values()].map(({ kind }) => kind))]
  if (given !== undefined) {
    const named = policy?.providers.get(given)?.kind
    const kind = named ?? STARTER_KINDS.find((one) => one === given || startName(one) === given)
    if (kind !== undefined) return kind
    const near = nearest(given, STARTER_KINDS)
    throw new UserError({
      file: 'command line',
      message: `--provider ${given} is no provider`,
      hint: near === undefined ? `known: ${STARTER_KINDS.join(', ')}` : `did you mean ${near}?`,
    })
  }
  const guess = await guessProvider(model, dialogue.environment, surroundings)
  const real = kinds.find((kind) => kind !== 'simulated')
  const first = kinds.includes(guess.kind) ? guess.kind : (real ?? 'simulated')
  return askWithDefault(dialogue, {
    question: 'Which provider runs it?',
    option: '--provider',
    options: [first, ...kinds.filter((kind) => kind !== first)],
    why: first === guess.kind ? guess.because : 'the policy has it',
  })
}

function startName(kind: StarterKind): string {
  return kind === 'simulated' ? kind : PROVIDER_STARTS[kind].name
}

async function chooseModel(
  kind: keyof typeof PROVIDER_STARTS,
  { model: given }: InitAnswers,
  inUse: NamedModel | undefined,
  dialogue: Dialogue,
): Promise<string> {
  const { name, model: usual } = PROVIDER_STARTS[kind]
  const withoutProvider = (id: string) => (id.startsWith(`${name}/`) ? id.slice(name.length + 1) : id)
  if (given !== undefined) return withoutProvider(given)
  const own = inUse?.id.startsWith(`${name}/`) ? inUse : undefined
  return askWithDefault(dialogue, {
    question: 'Which model?',
    option: '--model',
    options: [own === undefined ? usual : withoutProvider(own.id)],
    free: true,
    why: own === undefined ? 'a small one of that provider' : `${own.by} names it`,
  })
}

async function chooseWorkflow(
  { workflows }: Inventory,
  { workflow }: InitAnswers,
  dialogue: Dialogue,
): Promise<boolean> {
  if (workflow !== undefined) return workflow
  if (workflows.length > 0) return false
  return askYesOrNo(dialogue, {
    question: 'Write a GitHub workflow that gates pull requests?',
    option: '--no-workflow',
  })
}

function noSuchPrompt(path: string, prompts: readonly string[]): UserError {
  const near = nearest(path, prompts)
  return new UserError({
    file: 'command line',
    message: `--prompt ${path}: there is no such file, or git ignores it`,
    hint:
      near === undefined
        ? `found: ${prompts.slice(0, 5).join(', ') || 'no prompts'}`
        : `did you mean ${near}?`,
  })
}

function noPrompt(folder: string, paths: readonly string[]): UserError {
  const elsewhere = paths.find(
    (path) => /\.prompt\.|(?:^|\/)prompts?\//i.test(path) && !/(?:^|\/)evals\//.test(path),
  )
  return new UserError({
    file: folder === '' ? '.' : folder,
    message: 'no prompt was found here: no *.prompt.yml or *.prompt.md, and no text in a folder `prompts`',
    hint:
      elsewhere === undefined
        ? 'put the prompt into a file, such as prompts/reply.md with {{ variables }}, and run init again; or name its file with --prompt'
        : `there is ${elsewhere}: name it with --prompt, or run init in its folder`,
  })
}
