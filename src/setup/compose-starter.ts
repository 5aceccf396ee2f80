import { posix } from 'node:path'
import { UserError } from '../boundary/finding.ts'
import { readText } from '../boundary/read-text.ts'
import { credentialVariables, type ProviderConfig, USUAL_VARIABLES } from '../provider/provider-config.ts'
import { plural } from '../report/format-number.ts'
import type { Policy } from '../suite/policy.ts'
import { carelessChange } from './careless-change.ts'
import { withFiles } from './file-overlay.ts'
import type { Inventory } from './inventory.ts'
import type { PromptDraft } from './prompt-draft.ts'
import { PROVIDER_STARTS, type StarterKind } from './provider-choice.ts'
import type { Starter } from './starter.ts'
import { type StarterCases, starterCases } from './starter-cases.ts'
import { simulationFile, starterPolicy } from './starter-policy.ts'
import { starterSimulation } from './starter-simulation.ts'
import { dataFile, starterData, starterSuite, suiteFile } from './starter-suite.ts'
import { starterWorkflow } from './starter-workflow.ts'
import type { Surroundings } from './surroundings.ts'
import { toolsFor } from './tool-files.ts'

export interface StarterChoices {
  readonly draft: PromptDraft
  /** The prompt's file, where it does not exist yet: its text. */
  readonly newPrompt?: string
  readonly kind: StarterKind
  /** Without the provider. */
  readonly model?: string
  readonly workflow: boolean
  readonly policyFile: string
}

export interface StarterFile {
  readonly path: string
  readonly text: string
  /** What it is, for whoever reads the list. */
  readonly what: string
  /** The text goes to the end of a file that is there. */
  readonly append?: true
}

export interface ComposedStarter {
  readonly starter: Starter
  readonly origin: StarterCases['from']
  /** In the order in which they are shown and written. */
  readonly files: readonly StarterFile[]
  /** What is there already and stays as it is, with why. */
  readonly kept: readonly { readonly path: string; readonly why: string }[]
}

/** Texts of the JSON Schemas, for editors; absent where they are found in `node_modules`. */
export interface EditorSchemas {
  /** Folder, relative to the root. */
  readonly folder: string
  readonly files: readonly StarterFile[]
}

/**
 * All files of a starter. Writes nothing.
 * @throws UserError when the policy that is there has no provider for the choice
 */
export async function composeStarter(
  surroundings: Surroundings,
  inventory: Inventory,
  choices: StarterChoices,
  schemas: EditorSchemas,
): Promise<ComposedStarter> {
  const { draft, policyFile, newPrompt } = choices
  const { folder, tree, defaultBranch } = surroundings
  const { cases, from } = starterCases(draft, inventory.promptfoo)
  const evals = folder === '' ? 'evals' : `${folder}/evals`
  const name = suiteName(draft.path, evals, inventory)
  const provider = providerOf(choices, inventory.policy)
  const tools = toolsFor(draft.path, inventory.tools)
  const starter: Starter = {
    name,
    prompt: draft,
    provider,
    simulated: `${simulatedProvider(inventory.policy, simulationFile({ evals, name }), name)}/starter`,
    ...(tools === undefined ? {} : { tools }),
    cases,
    evals,
    policyFile,
    careless: await carelessChange(
      newPrompt === undefined ? tree : withFiles(tree, new Map([[draft.path, newPrompt]])),
      draft,
    ),
    schemas: schemas.folder,
  }
  const wanted: readonly StarterFile[] = [
    ...(newPrompt === undefined
      ? []
      : [
          {
            path: draft.path,
            text: newPrompt,
            what: `prompt, copied from ${inventory.promptfoo?.path ?? 'promptfoo'}`,
          },
        ]),
    { path: policyFile, text: starterPolicy(starter), what: 'policy' },
    {
      path: suiteFile(starter),
      text: starterSuite(starter),
      what: 'suite',
    },
    { path: dataFile(starter), text: starterData(starter, from), what: plural(cases.length, 'case') },
    { path: simulationFile(starter), text: starterSimulation(starter), what: 'simulated model' },
    ...(choices.workflow ? [workflowFile(choices, provider, inventory, defaultBranch)] : []),
    ...schemas.files.filter(
      ({ path }) => inventory.policy === undefined || !path.endsWith('/policy.schema.json'),
    ),
  ]
  const there = new Set(surroundings.paths)
  const ignore = await ignoreLine(surroundings)
  return {
    starter,
    origin: from,
    files: [...wanted.filter(({ path }) => !there.has(path)), ...(ignore === undefined ? [] : [ignore])],
    kept: wanted.flatMap(({ path, what }) => (there.has(path) ? [{ path, why: what }] : [])),
  }
}

/** What the prompt is called; where another suite has that name, with the folder before it, or a number behind it. */
function suiteName(prompt: string, evals: string, { suites }: Inventory): string {
  const stem =
    posix
      .basename(prompt)
      .replace(/(?:\.prompt)?\.[^.]+$/, '')
      .replace(/\.prompt$/, '')
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replaceAll(/^[-.]+|[-.]+$/g, '') || 'prompt'
  const home = posix.basename(posix.dirname(evals))
  const candidates = [
    stem,
    `${home === '.' ? 'my' : home}-${stem}`,
    ...[2, 3, 4, 5].map((n) => `${stem}-${n}`),
  ]
  const isFree = (name: string) =>
    suites.every((suite) => suite.name !== name || suite.file === posix.join(evals, `${name}.eval.yaml`))
  return candidates.find(isFree) ?? `${stem}-new`
}

/** The provider of the simulated model: the policy's own for that description, else one that is still to be added to it. */
function simulatedProvider(policy: Policy | undefined, description: string, suite: string): string {
  if (policy === undefined) return 'sim'
  const known = [...policy.providers.values()].find((one) => one.description?.file === description)
  return known?.name ?? `sim-${suite}`
}

function providerOf(
  { kind, model, policyFile }: StarterChoices,
  policy: Policy | undefined,
): Starter['provider'] {
  const start = kind === 'simulated' ? { name: 'sim', model: 'starter' } : PROVIDER_STARTS[kind]
  const providers = [...(policy?.providers.values() ?? [])]
  const known = providers.find((one) => one.kind === kind)
  if (policy !== undefined && known === undefined) {
    throw new UserError({
      file: policyFile,
      message: `the policy has no provider of kind ${kind}, and init does not change it`,
      hint: `add one to \`providers\`, or choose with --provider what is there: ${[...new Set(providers.map((one) => one.kind))].join(', ') || 'nothing yet'}`,
    })
  }
  const name = known?.name ?? start.name
  return { kind, name, model: `${name}/${model ?? start.model}` }
}

const WORKFLOW_FILE = '.github/workflows/noisefloor.yml'

function workflowFile(
  { kind, policyFile }: StarterChoices,
  provider: Starter['provider'],
  { policy }: Inventory,
  branch: string,
): StarterFile {
  const usual = kind === 'simulated' ? undefined : USUAL_VARIABLES[kind]
  const configured: readonly ProviderConfig[] = [...(policy?.providers.values() ?? [])]
  const variables =
    policy === undefined
      ? usual === undefined
        ? []
        : [usual]
      : configured.filter(({ name }) => name === provider.name).flatMap(credentialVariables)
  return {
    path: WORKFLOW_FILE,
    text: starterWorkflow({ branch, policyFile, variables }),
    what: 'workflow',
  }
}

async function ignoreLine({ tree, git, paths }: Surroundings): Promise<StarterFile | undefined> {
  if (git === 'absent' || git === 'no-repository') return undefined
  const text = paths.includes('.gitignore') ? ((await readText(tree, '.gitignore')) ?? '') : undefined
  if (text?.split(/\r?\n/).some((line) => /^\/?(?:\*\*\/)?\.noisefloor(?:\/\**)?$/.test(line.trim())))
    return undefined
  const line = `${text === undefined || text === '' || text.endsWith('\n') ? '' : '\n'}.noisefloor/\n`
  return text === undefined
    ? { path: '.gitignore', text: line, what: 'for recorded trials' }
    : { path: '.gitignore', text: line, what: 'one line more, for recorded trials', append: true }
}
