import type { Finding } from '../boundary/finding.ts'
import { nearest } from '../boundary/nearest.ts'
import { splitModelId } from './model-id.ts'
import { listPrice } from './prices.ts'
import type { PriceOverride, ProviderConfig } from './provider-config.ts'
import { publishedModels } from './published-models.ts'

/** What of a policy decides whether its caps in dollars can be kept. */
interface PricedPolicy {
  readonly file: string
  readonly providers: ReadonlyMap<string, ProviderConfig>
  readonly prices: readonly PriceOverride[]
  readonly budget: { readonly usd?: number; readonly suiteUsd?: number }
}

/**
 * Models that must not be asked because nobody knows their price and the policy caps dollars: found before the first call, so that no arm is paid
 * for while the other is refused. A provider that the policy lacks is another mistake, and not told here. Contacts nothing.
 *
 * @param models `provider/model`
 */
export async function checkPrices(
  models: Iterable<string>,
  policy: PricedPolicy,
): Promise<readonly Finding[]> {
  const { usd, suiteUsd } = policy.budget
  if (usd === undefined && suiteUsd === undefined) return []
  const found = await Promise.all(
    [...new Set(models)].map(async (id): Promise<readonly Finding[]> => {
      const { provider: name, model } = splitModelId(id) ?? { provider: '', model: '' }
      const provider = policy.providers.get(name)
      if (provider === undefined || (await listPrice(provider, model, policy.prices)) !== undefined) return []
      const near = nearest(model, await publishedModels(provider))
      const meant = near === undefined ? '' : `if you mean ${near}, name that in the suite; else `
      return [
        {
          file: policy.file,
          message: `the price of ${id} is not known, so that the cap in dollars cannot be kept`,
          hint: `${meant}write \`prices: { ${JSON.stringify(id)}: { input: …, output: … } }\`, in US dollars per million tokens, or \`free\`; or drop \`${usd === undefined ? 'suite-usd' : 'usd'}\` from \`budget\``,
        },
      ]
    }),
  )
  return found.flat()
}
