import { type Finding, UserError } from '../boundary/finding.ts'
import type { ProviderConfig } from './provider-config.ts'

/** The mistakes in the descriptions of simulated providers. */
export async function simulatedMistakes(config: {
  readonly providers: ReadonlyMap<string, ProviderConfig>
}): Promise<readonly Finding[]> {
  const simulated = [...config.providers.values()].filter((provider) => provider.kind === 'simulated')
  if (simulated.length === 0) return []
  const { openSimulated } = await import('./simulated/open-simulated.ts')
  return simulated.flatMap((provider) => {
    try {
      openSimulated(provider)
      return []
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return error.findings
    }
  })
}
