import type { DataSource } from '../boundary/yaml-source.ts'
import type { ProviderConfig, ProviderKind } from '../provider/provider-config.ts'
import { baseUrlProblem } from './check-base-url.ts'
import type { Mistakes } from './collect-mistakes.ts'
import { placeOf } from './parse-section.ts'
import type { WrittenPolicy, WrittenProvider } from './policy-schema.ts'
import type { ReferencedFiles } from './referenced-files.ts'
import { withoutUndefined } from './without-undefined.ts'

type Key = 'credential' | 'base-url' | 'file'
type Need = 'required' | 'optional' | { readonly refused: string }

const FIXED: Need = { refused: 'its origin is fixed by its kind' }
const NO_FILE: Need = { refused: 'only a simulated model has a "file"' }

/** What each kind of provider takes. */
const NEEDS: Readonly<Record<ProviderKind, Readonly<Record<Key, Need>>>> = {
  openai: { credential: 'required', 'base-url': FIXED, file: NO_FILE },
  anthropic: { credential: 'required', 'base-url': FIXED, file: NO_FILE },
  google: { credential: 'required', 'base-url': FIXED, file: NO_FILE },
  azure: { credential: 'required', 'base-url': 'required', file: NO_FILE },
  'amazon-bedrock': { credential: 'optional', 'base-url': 'optional', file: NO_FILE },
  'openai-compatible': { credential: 'optional', 'base-url': 'required', file: NO_FILE },
  simulated: {
    credential: { refused: 'a simulated model needs no key' },
    'base-url': { refused: 'a simulated model is reached without a network' },
    file: 'required',
  },
}

const EXAMPLES: Readonly<Record<Key, string>> = {
  credential: 'credential: OPENAI_API_KEY',
  'base-url': 'base-url: https://models.example.com/v1',
  file: 'file: evals/sim/shop.yaml',
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
      const { kind, credential, file, 'base-url': baseUrl } = provider
      const description =
        kind === 'simulated' && file !== undefined
          ? await files.text(file, placeOf(source, ['providers', name, 'file']))
          : undefined
      const config = withoutUndefined({ credential, baseUrl: baseUrl?.replace(/\/+$/, ''), description })
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
  for (const key of ['credential', 'base-url', 'file'] as const) {
    const need = NEEDS[provider.kind][key]
    const given = provider[key] !== undefined
    if (need === 'required' && !Object.hasOwn(raw, key)) {
      const message = `the provider "${name}" of kind ${provider.kind} needs "${key}"`
      mistakes.add({ ...placeOf(source, path, 'key'), message, hint: `add \`${EXAMPLES[key]}\`` })
    } else if (typeof need === 'object' && given) {
      const message = `the provider "${name}" of kind ${provider.kind} takes no "${key}": ${need.refused}`
      mistakes.add({ ...placeOf(source, [...path, key], 'key'), message, hint: 'drop it' })
    }
  }
  const url = provider['base-url']
  const problem = url === undefined ? undefined : baseUrlProblem(url)
  if (problem !== undefined) {
    mistakes.add({ ...placeOf(source, [...path, 'base-url']), message: `"base-url" ${problem}` })
  }
}
