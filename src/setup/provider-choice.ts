import { readText } from '../boundary/read-text.ts'
import { type ProviderKind, USUAL_VARIABLES } from '../provider/provider-config.ts'
import type { Surroundings } from './surroundings.ts'

/** What a policy says of a provider of each kind, and the model that a starter takes. */
interface ProviderStart {
  /** Key in `providers`. */
  readonly name: string
  readonly model: string
  /** What stands in the policy besides `kind` and `credential`. */
  readonly settings: string
  /** Packages of JavaScript and Python that show that it is in use. */
  readonly packages: readonly string[]
}

export const PROVIDER_STARTS: Readonly<Record<Exclude<ProviderKind, 'simulated'>, ProviderStart>> = {
  openai: { name: 'openai', model: 'gpt-5-mini', settings: '', packages: ['openai', '@ai-sdk/openai'] },
  anthropic: {
    name: 'anthropic',
    model: 'claude-haiku-4-5',
    settings: '',
    packages: ['anthropic', '@anthropic-ai/sdk', '@ai-sdk/anthropic'],
  },
  google: {
    name: 'google',
    model: 'gemini-2.5-flash',
    settings: '',
    packages: ['google-genai', '@google/genai', '@ai-sdk/google'],
  },
  azure: {
    name: 'azure',
    model: 'gpt-5-mini',
    settings: 'resource: my-resource, api-version: v1',
    packages: ['@ai-sdk/azure'],
  },
  'amazon-bedrock': {
    name: 'bedrock',
    model: 'amazon.nova-lite-v1:0',
    settings: 'region: us-east-1',
    packages: ['boto3', '@aws-sdk/client-bedrock-runtime', '@ai-sdk/amazon-bedrock'],
  },
  'openai-compatible': {
    name: 'local',
    model: 'llama3.2',
    settings: 'base-url: http://127.0.0.1:11434/v1',
    packages: ['ollama'],
  },
}

export type StarterKind = keyof typeof PROVIDER_STARTS | 'simulated'
export const STARTER_KINDS: readonly StarterKind[] = [
  ...(Object.keys(PROVIDER_STARTS) as (keyof typeof PROVIDER_STARTS)[]),
  'simulated',
]

/** A model that is in use already. */
export interface NamedModel {
  /** `provider/model` */
  readonly id: string
  /** Who names it: `the prompt`, or a file. */
  readonly by: string
}

export interface ProviderGuess {
  readonly kind: StarterKind
  /** Why, as the end of a sentence. */
  readonly because: string
}

/** The provider that the repository seems to use: the prompt's own, one whose key is set, one whose package is installed. */
export async function guessProvider(
  model: NamedModel | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  surroundings: Pick<Surroundings, 'paths' | 'tree' | 'folder'>,
): Promise<ProviderGuess> {
  const kinds = Object.keys(PROVIDER_STARTS) as (keyof typeof PROVIDER_STARTS)[]
  const named = kinds.find((kind) => model?.id.startsWith(`${PROVIDER_STARTS[kind].name}/`))
  if (named !== undefined) return { kind: named, because: `${model!.by} names ${model!.id}` }
  const keyed = kinds.find((kind) => (environment[USUAL_VARIABLES[kind] ?? ''] ?? '') !== '')
  if (keyed !== undefined) return { kind: keyed, because: `${USUAL_VARIABLES[keyed]} is set` }
  const manifests = (await manifestTexts(surroundings)).map(wordsOf)
  for (const kind of kinds) {
    const found = PROVIDER_STARTS[kind].packages.find((name) => manifests.some((words) => words.has(name)))
    if (found !== undefined) return { kind, because: `the package ${found} is in use` }
  }
  return { kind: 'openai', because: 'nothing here tells another' }
}

const MANIFESTS = ['package.json', 'pyproject.toml', 'requirements.txt', 'uv.lock']

async function manifestTexts({
  paths,
  tree,
  folder,
}: Pick<Surroundings, 'paths' | 'tree' | 'folder'>): Promise<readonly string[]> {
  const known = new Set(paths)
  const places = [...new Set([folder, ''])].flatMap((place) =>
    MANIFESTS.map((name) => (place === '' ? name : `${place}/${name}`)),
  )
  const texts = await Promise.all(
    places.filter((path) => known.has(path)).map((path) => readText(tree, path)),
  )
  return texts.filter((text) => text !== undefined)
}

function wordsOf(manifest: string): ReadonlySet<string> {
  return new Set(manifest.split(/["'\s=<>~!;,[\]]+/))
}
