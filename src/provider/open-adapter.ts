import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Adapter } from './adapter.ts'
import type { Clock } from './clock.ts'
import { credentialOf } from './credential.ts'
import type { ProviderConfig } from './provider-config.ts'
import { endpointOf } from './provider-endpoint.ts'
import type { Fetch, Transport } from './transport.ts'

/** Makes the AI SDK's model of one kind of provider. Every setting is given, so that nothing is read from the environment. */
export type OpenModel = (
  model: string,
  settings: { readonly baseUrl: string; readonly fetch: Fetch; readonly config: ProviderConfig },
) => LanguageModelV4

/**
 * The adapter of one model of an HTTP provider that `checkHttpProvider` found nothing wrong with. Loads what its kind needs.
 * @param read the value of an environment variable.
 */
export async function openAdapter(
  config: ProviderConfig,
  model: string,
  ports: {
    readonly transport: Transport
    readonly read: (variable: string) => string | undefined
    readonly clock: Clock
  },
): Promise<Adapter> {
  const [{ createAiSdkAdapter }, open] = await Promise.all([
    import('./ai-sdk-adapter.ts'),
    loadKind(config.kind),
  ])
  const baseUrl = endpointOf(config) ?? ''
  const credential = credentialOf(config, ports.read)
  return createAiSdkAdapter((fetch) => open(model, { baseUrl, fetch, config }), {
    kind: config.kind,
    fetch: ports.transport.bind({ baseUrl, ...(credential === undefined ? {} : { credential }) }),
    clock: ports.clock,
    ...(config.streaming === undefined ? {} : { streaming: config.streaming }),
  })
}

async function loadKind(kind: ProviderConfig['kind']): Promise<OpenModel> {
  switch (kind) {
    case 'openai':
      return (await import('./openai.ts')).openOpenAi
    case 'openai-compatible':
      return (await import('./openai-compatible.ts')).openCompatible
    case 'azure':
      return (await import('./azure.ts')).openAzure
    case 'anthropic':
      return (await import('./anthropic.ts')).openAnthropic
    case 'google':
      return (await import('./google.ts')).openGoogle
    case 'amazon-bedrock':
      return (await import('./amazon-bedrock.ts')).openBedrock
    case 'simulated':
      throw new Error('a simulated model is reached without a network')
  }
}
