import type { ProviderConfig } from './provider-config.ts'

/**
 * Where a provider's requests go: its `base-url`, or the address that its kind (with a resource or a region) fixes. `undefined` when
 * neither is known, which `checkHttpProvider` finds before anything is sent.
 */
export function endpointOf({ kind, baseUrl, resource, region }: ProviderConfig): string | undefined {
  if (baseUrl !== undefined) return baseUrl
  switch (kind) {
    case 'openai':
      return 'https://api.openai.com/v1'
    case 'anthropic':
      return 'https://api.anthropic.com/v1'
    case 'google':
      return 'https://generativelanguage.googleapis.com/v1beta'
    case 'azure':
      return resource === undefined ? undefined : `https://${resource}.openai.azure.com/openai`
    case 'amazon-bedrock':
      return region === undefined ? undefined : `https://bedrock-runtime.${region}.${awsSuffix(region)}`
    case 'openai-compatible':
    case 'simulated':
      return undefined
  }
}

function awsSuffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
}
