import type { AwsCredential, Credential } from './credential.ts'

/** What an adapter may try to send as a key; only the transport decides what is sent. */
const CREDENTIAL_HEADERS = new Set([
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'x-amz-security-token',
  'proxy-authorization',
  'cookie',
])

interface OutgoingRequest {
  readonly url: URL
  readonly method: string
  /** Lower-case names. */
  readonly headers: Record<string, string>
  readonly body: string | null
}

/** The headers of a request with the provider's credential in the place of whatever stood there. Called after the origin check. */
export async function attachCredential(
  request: OutgoingRequest,
  credential: Credential | undefined,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (!CREDENTIAL_HEADERS.has(name)) headers[name] = value
  }
  switch (credential?.scheme) {
    case undefined:
      return headers
    case 'bearer':
      return { ...headers, authorization: `Bearer ${credential.key}` }
    case 'header':
      return { ...headers, [credential.header]: credential.key }
    case 'aws':
      return { ...headers, ...(await signature(request, credential)) }
  }
}

/** AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html) over method, path, host, time and body. */
async function signature(
  { url, method, body }: OutgoingRequest,
  { region, accessKeyId, secretAccessKey, sessionToken }: AwsCredential,
): Promise<Record<string, string>> {
  const { AwsV4Signer } = await import('aws4fetch')
  const { headers } = await new AwsV4Signer({
    service: 'bedrock',
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    url: url.href,
    method,
    ...(body === null ? {} : { body }),
  }).sign()
  const signed = Object.fromEntries(headers)
  // The signature covers it; undici sends the same one itself.
  delete signed['host']
  return signed
}
