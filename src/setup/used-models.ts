import { splitModelId } from '../provider/model-id.ts'
import type { ProviderConfig } from '../provider/provider-config.ts'
import type { Policy } from '../suite/policy.ts'
import type { Place, Suite } from '../suite/suite.ts'

/** A model that suites ask, with its provider. */
export interface UsedModel {
  /** `provider/model`. */
  readonly id: string
  readonly model: string
  readonly provider: ProviderConfig
  /** Where the first suite names it. */
  readonly place: Partial<Place>
}

/** The models of all suites, once each; those of unknown providers are mistakes of files, and left out. */
export function usedModels(policy: Policy, suites: readonly Suite[]): readonly UsedModel[] {
  const used = new Map<string, UsedModel>()
  for (const { target, places, file } of suites) {
    if (target.kind !== 'prompt' || used.has(target.model)) continue
    const parts = splitModelId(target.model)
    const provider = parts && policy.providers.get(parts.provider)
    if (parts === undefined || provider === undefined) continue
    used.set(target.model, {
      id: target.model,
      model: parts.model,
      provider,
      place: places.get('target.model') ?? { file },
    })
  }
  return [...used.values()]
}
