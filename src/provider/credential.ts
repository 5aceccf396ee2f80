import type { ProviderConfig } from './provider-config.ts'

/** A key and how it is shown to a provider. Only the transport reads one. */
export type Credential =
  | { readonly scheme: 'bearer'; readonly key: string }
  | { readonly scheme: 'header'; readonly header: KeyHeader; readonly key: string }
  | AwsCredential

type KeyHeader = 'api-key' | 'x-api-key' | 'x-goog-api-key'

/** Signature Version 4 over each request, for the service `bedrock` in a region. */
export interface AwsCredential {
  readonly scheme: 'aws'
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const KEY_HEADERS: Partial<Record<ProviderConfig['kind'], KeyHeader>> = {
  azure: 'api-key',
  anthropic: 'x-api-key',
  google: 'x-goog-api-key',
}

/**
 * The credential of a provider; `undefined` for a keyless one.
 * @param read the value of an environment variable; those that a provider names are known to be set.
 */
export function credentialOf(
  provider: ProviderConfig,
  read: (variable: string) => string | undefined,
): Credential | undefined {
  const { credential, awsCredentials } = provider
  if (awsCredentials !== undefined) {
    const sessionToken =
      awsCredentials.sessionToken === undefined ? undefined : read(awsCredentials.sessionToken)
    return {
      scheme: 'aws',
      region: provider.region ?? '',
      accessKeyId: read(awsCredentials.accessKeyId) ?? '',
      secretAccessKey: read(awsCredentials.secretAccessKey) ?? '',
      ...(sessionToken === undefined ? {} : { sessionToken }),
    }
  }
  const key = credential === undefined ? undefined : read(credential)
  if (key === undefined) return undefined
  const header = KEY_HEADERS[provider.kind]
  return header === undefined ? { scheme: 'bearer', key } : { scheme: 'header', header, key }
}
