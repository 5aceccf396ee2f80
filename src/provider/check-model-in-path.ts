import type { Finding } from '../boundary/finding.ts'
import type { ProviderConfig } from './provider-config.ts'

/** Whose addresses hold the model's name; the others are told it in the body. */
const IN_PATH: ReadonlySet<ProviderConfig['kind']> = new Set(['azure', 'google', 'amazon-bedrock'])

/**
 * Says why a model's name cannot stand in an address. It comes from head, the key from base: a name that is more than one part of the
 * path could send the key to another address of a gateway that many share.
 */
export function checkModelInPath({ name, kind }: ProviderConfig, model: string): readonly Finding[] {
  const isPlain = !/[?#%\\]/.test(model) && !model.split('/').some((part) => /^\.{0,2}$/.test(part))
  if (isPlain || !IN_PATH.has(kind)) return []
  return [
    {
      message: `the model ${JSON.stringify(model)} cannot stand in an address of provider ${name}`,
      hint: 'the name of a model holds no `?`, `#`, `%` or backslash, and no part that is empty, `.` or `..`',
    },
  ]
}
