import { UserError } from '../boundary/finding.ts'
import type { Model } from './model.ts'
import { splitModelId } from './model-id.ts'
import { listPrice } from './prices.ts'
import type { PriceOverride, ProviderConfig } from './provider-config.ts'

/** List price of `provider/model` without opening it; `undefined` when nobody knows, or the provider is not in the policy. */
export async function modelPrice(
  id: string,
  {
    providers,
    prices,
  }: {
    readonly providers: ReadonlyMap<string, ProviderConfig>
    readonly prices: readonly PriceOverride[]
  },
): Promise<Model['price']> {
  const parts = splitModelId(id)
  const provider = parts && providers.get(parts.provider)
  if (parts === undefined || provider === undefined) return undefined
  if (provider.kind !== 'simulated') return listPrice(provider, parts.model, prices)
  const { openSimulated } = await import('./simulated/open-simulated.ts')
  try {
    return await listPrice(provider, parts.model, prices, openSimulated(provider).price(parts.model))
  } catch (error) {
    // A description that cannot be read has no price; the check of the model tells its mistakes.
    if (error instanceof UserError) return undefined
    throw error
  }
}
