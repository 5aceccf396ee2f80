import type { DataSource } from '../boundary/yaml-source.ts'
import { baseUrlProblem } from '../provider/base-url.ts'
import { type ProviderConfig, type ProviderKind, USUAL_VARIABLES } from '../provider/provider-config.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { placeOf } from './parse-section.ts'
import type { WrittenPolicy, WrittenProvider } from './policy-schema.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import { withoutUndefined } from './without-undefined.ts'

type Key = Exclude<keyof WrittenProvider, 'kind'>
type Need = 'required' | 'optional' | { readonly refused: string }
type Needs = Readonly<Record<Key, Need>>

const KEYS = [
  'credential',
  'aws-credentials',
  'base-url',
  'resource',
  'api-version',
  'region',
  'streaming',
  'file',
] as const satisfies readonly Key[]

const FIXED: Need = { refused: 'its origin is fixed by its kind' }

/** What an HTTP provider takes unless its kind says otherwise. */
const USUAL: Needs = {
  credential: 'required',
  'aws-credentials': { refused: 'only requests to amazon-bedrock are signed' },
  'base-url': FIXED,
  resource: { refused: 'only azure has one' },
  'api-version': { refused: 'only azure has one' },
  region: { refused: 'only amazon-bedrock has one' },
  streaming: 'optional',
  file: { refused: 'only a simulated model has a "file"' },
}

const NO_KEY: Need = { refused: 'a simulated model needs no key' }

/** What each kind of provider takes. */
const NEEDS: Readonly<Record<ProviderKind, Needs>> = {
  openai: USUAL,
  anthropic: USUAL,
  google: USUAL,
  azure: { ...USUAL, 'base-url': 'optional', resource: 'optional', 'api-version': 'required' },
  'amazon-bedrock': {
    ...USUAL,
    credential: 'optional',
    'aws-credentials': 'optional',
    'base-url': 'optional',
    region: 'optional',
  },
  'openai-compatible': { ...USUAL, credential: 'optional', 'base-url': 'required' },
  simulated: {
    ...USUAL,
    credential: NO_KEY,
    'aws-credentials': NO_KEY,
    'base-url': { refused: 'a simulated model is reached without a network' },
    streaming: { refused: 'a simulated model has no stream' },
    file: 'required',
  },
}

/** Of two settings for one purpose, at least one is given; where they would contradict each other, only one. */
interface Choice {
  readonly keys: readonly [Key, Key]
  readonly together: boolean
}

const CHOICES: Partial<Record<ProviderKind, readonly Choice[]>> = {
  azure: [{ keys: ['resource', 'base-url'], together: false }],
  'amazon-bedrock': [
    { keys: ['region', 'base-url'], together: true },
    { keys: ['credential', 'aws-credentials'], together: false },
  ],
}

const EXAMPLES: Readonly<Record<Exclude<Key, 'credential'>, string>> = {
  'aws-credentials':
    'aws-credentials: { access-key-id: AWS_ACCESS_KEY_ID, secret-access-key: AWS_SECRET_ACCESS_KEY, session-token: AWS_SESSION_TOKEN }',
  'base-url': 'base-url: https://models.example.com/v1',
  resource: 'resource: my-resource',
  'api-version': 'api-version: v1',
  region: 'region: us-east-1',
  streaming: 'streaming: true',
  file: 'file: evals/sim/shop.yaml',
}

function example(key: Key, kind: ProviderKind): string {
  return key === 'credential' ? `credential: ${USUAL_VARIABLES[kind] ?? 'OPENAI_API_KEY'}` : EXAMPLES[key]
}

/** Providers by name, in the order of the file. */
export async function readProviders(
  written: NonNullable<WrittenPolicy['providers']>,
  source: DataSource,
  files: ReferencedFiles,
  mistakes: Mistakes,
): Promise<ReadonlyMap<string, ProviderConfig>> {
  const entries = await Promise.all(
    Object.entries(written).map(async ([name, provider]) => {
      checkProvider(name, provider, source, mistakes)
      const { kind, credential, resource, region, streaming, file, 'base-url': baseUrl } = provider
      const description =
        kind === 'simulated' && file !== undefined
          ? await files.text(file, placeOf(source, ['providers', name, 'file']))
          : undefined
      const config = withoutUndefined({
        credential,
        awsCredentials: awsVariables(provider['aws-credentials']),
        baseUrl: baseUrl?.replace(/\/+$/, ''),
        resource,
        apiVersion: provider['api-version'],
        region,
        streaming,
        description,
      })
      return [name, { name, kind, ...config }] as const
    }),
  )
  return new Map(entries)
}

function checkProvider(
  name: string,
  provider: WrittenProvider,
  source: DataSource,
  mistakes: Mistakes,
): void {
  const path = ['providers', name]
  // What was written, because a salvaged provider may lack a key that is only wrong.
  const raw = (source.value as { providers: Record<string, object> }).providers[name] ?? {}
  for (const key of KEYS) {
    const need = NEEDS[provider.kind][key]
    const given = provider[key] !== undefined
    if (need === 'required' && !Object.hasOwn(raw, key)) {
      const message = `the provider "${name}" of kind ${provider.kind} needs "${key}"`
      mistakes.add({
        ...placeOf(source, path, 'key'),
        message,
        hint: `add \`${example(key, provider.kind)}\``,
      })
    } else if (typeof need === 'object' && given) {
      const message = `the provider "${name}" of kind ${provider.kind} takes no "${key}": ${need.refused}`
      mistakes.add({ ...placeOf(source, [...path, key], 'key'), message, hint: 'drop it' })
    }
  }
  for (const choice of CHOICES[provider.kind] ?? []) {
    checkChoice(choice, name, provider, raw, source, mistakes)
  }
  if (
    provider.kind === 'amazon-bedrock' &&
    provider['aws-credentials'] !== undefined &&
    !Object.hasOwn(raw, 'region')
  ) {
    const message = `the provider "${name}" signs its requests and needs "region", which is a part of the signature`
    mistakes.add({ ...placeOf(source, path, 'key'), message, hint: `add \`${EXAMPLES.region}\`` })
  }
  const url = provider['base-url']
  const problem = url === undefined ? undefined : baseUrlProblem(url)
  if (problem !== undefined) {
    mistakes.add({ ...placeOf(source, [...path, 'base-url']), message: `"base-url" ${problem}` })
  }
}

function checkChoice(
  { keys, together }: Choice,
  name: string,
  { kind }: WrittenProvider,
  raw: object,
  source: DataSource,
  mistakes: Mistakes,
): void {
  const [first, second] = keys
  const given = keys.filter((key) => Object.hasOwn(raw, key))
  if (given.length === 0) {
    const message = `the provider "${name}" of kind ${kind} needs "${first}" or "${second}"`
    mistakes.add({
      ...placeOf(source, ['providers', name], 'key'),
      message,
      hint: `add \`${example(first, kind)}\``,
    })
  } else if (given.length === 2 && !together) {
    const message = `the provider "${name}" has both "${first}" and "${second}", of which only one can count`
    mistakes.add({
      ...placeOf(source, ['providers', name, second], 'key'),
      message,
      hint: `drop one of them`,
    })
  }
}

function awsVariables(written: WrittenProvider['aws-credentials']): ProviderConfig['awsCredentials'] {
  return (
    written &&
    withoutUndefined({
      accessKeyId: written['access-key-id'],
      secretAccessKey: written['secret-access-key'],
      sessionToken: written['session-token'],
    })
  )
}
