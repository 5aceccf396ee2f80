import { UserError } from '../boundary/finding.ts'
import { splitModelId } from './model-id.ts'
import type { ProviderConfig } from './provider-config.ts'

/** Whether `provider/model` is a simulated one that only reports its latency instead of waiting. Contacts nothing. */
export async function answersAtOnce(
  id: string,
  providers: ReadonlyMap<string, ProviderConfig>,
): Promise<boolean> {
  const provider = providers.get(splitModelId(id)?.provider ?? '')
  if (provider?.kind !== 'simulated') return false
  const { openSimulated } = await import('./simulated/open-simulated.ts')
  try {
    return !openSimulated(provider).sleeps
  } catch (error) {
    // The check of the model tells the mistakes of a description.
    if (error instanceof UserError) return true
    throw error
  }
}
