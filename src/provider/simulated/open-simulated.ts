import type { Finding } from '../../boundary/finding.ts'
import { nearest } from '../../boundary/nearest.ts'
import { parseWithSchema } from '../../boundary/parse-with-schema.ts'
import { parseYaml } from '../../boundary/yaml-source.ts'
import type { Adapter } from '../adapter.ts'
import type { Clock } from '../clock.ts'
import type { Model } from '../model.ts'
import type { ProviderConfig } from '../provider-config.ts'
import { compileDescription } from './compile-description.ts'
import { descriptionSchema } from './description.ts'
import { createSimulatedAdapter } from './simulated-adapter.ts'

/** A provider that a file describes instead of a network. */
export interface SimulatedProvider {
  /** Whether replies take their latency, or only report it. */
  readonly sleeps: boolean
  check(model: string): readonly Finding[]
  /** What the file says it costs; `undefined` when it says nothing. */
  price(model: string): Model['price']
  adapter(model: string, clock: Clock): Adapter
}

/** @throws UserError with every mistake of the file. */
export function openSimulated(provider: ProviderConfig): SimulatedProvider {
  const { file, text } = provider.description ?? { file: provider.name, text: '' }
  const source = parseYaml(text, file)
  const description = parseWithSchema(descriptionSchema, source)
  const compiled = compileDescription(description, source)
  const { models } = compiled

  return {
    sleeps: description.sleep,
    check(model) {
      if (models === undefined || models.has(model)) return []
      const near = nearest(model, models.keys())
      return [
        {
          file,
          message: `the simulated provider ${provider.name} has no model ${model}`,
          hint: near === undefined ? `it has ${[...models.keys()].join(', ')}` : `did you mean ${near}?`,
        },
      ]
    },
    price(model) {
      const price = models?.get(model)?.section.price ?? description.price
      return (
        price && {
          inputPerMillion: price['input-per-million'],
          outputPerMillion: price['output-per-million'],
        }
      )
    },
    adapter: (model, clock) => createSimulatedAdapter(model, compiled, models?.get(model), clock),
  }
}
