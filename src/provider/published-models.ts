import { sellerOf } from './prices.ts'
import type { ProviderConfig } from './provider-config.ts'

/** Names of the models of a provider that genai-prices knows; empty where it does not know the provider. */
export async function publishedModels(provider: ProviderConfig): Promise<readonly string[]> {
  if (provider.kind === 'simulated') return []
  return ((await sellerOf(provider))?.models ?? []).map(({ id }) => id)
}
