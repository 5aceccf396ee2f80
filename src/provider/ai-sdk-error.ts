import { APICallError } from '@ai-sdk/provider'
import { errorFacts, factsOfError } from './error-facts.ts'
import { readLimitHeaders } from './limit-headers.ts'
import type { ProviderKind } from './provider-config.ts'
import { ProviderError } from './provider-error.ts'
import { statusError } from './status-error.ts'

/**
 * A ProviderError from whatever an AI SDK adapter threw, rebuilt from facts: the originals hold prompts, bodies and headers, and
 * none of them is kept, not even as `cause`.
 */
export function aiSdkError(error: unknown, kind: ProviderKind): ProviderError {
  if (error instanceof ProviderError) return error
  if (APICallError.isInstance(error)) {
    // A stream that broke off: the transport says why.
    if (error.cause instanceof ProviderError) return error.cause
    const status = error.statusCode
    if (status === undefined) {
      return new ProviderError('the connection failed', { kind: 'connection', retryable: true })
    }
    const headers = error.responseHeaders ?? {}
    if (status < 200 || status > 299) {
      const limits = readLimitHeaders(headers, kind)
      return statusError({ status, headers, limits, ...errorFacts(error.responseBody, headers, kind) })
    }
    return notWireFormat(status, headers['content-type'])
  }
  if (typeof error === 'object' && error !== null && !(error instanceof Error))
    return streamError(error, kind)
  const name = error instanceof Error ? error.name : ''
  // What the adapter refuses to send, before any request.
  if (/InvalidArgument|InvalidPrompt|UnsupportedFunctionality/.test(name)) {
    return new ProviderError(`this request cannot be written in its wire format${functionality(error)}`, {
      kind: 'bad-request',
    })
  }
  return notWireFormat(undefined, undefined)
}

/** What an adapter has no words for, such as a media type; nothing of the request but that. */
function functionality(error: unknown): string {
  const { functionality } = error as { readonly functionality?: unknown }
  const isPlain = typeof functionality === 'string' && /^[\w /+.:'-]{1,80}$/.test(functionality)
  return isPlain ? ` (${functionality})` : ''
}

/**
 * An error that a provider reports inside of a reply that began well: its own object, or the AI SDK's form of it, which holds that as
 * `data`. Without a status it counts as the server's failure.
 */
function streamError(
  error: {
    readonly statusCode?: unknown
    readonly type?: unknown
    readonly code?: unknown
    readonly data?: unknown
  },
  kind: ProviderKind,
): ProviderError {
  const { statusCode, type, code, data } = error
  const status = [statusCode, code].find((one) => typeof one === 'number' && one >= 400 && one < 600)
  const facts = factsOfError({ type, ...(data ?? error) }, {}, kind)
  return statusError({ status: (status as number | undefined) ?? 500, headers: {}, ...facts })
}

function notWireFormat(status: number | undefined, contentType: string | undefined): ProviderError {
  const type = contentType?.split(';')[0]?.trim() ?? ''
  const detail = [status, /^[a-z]+\/[a-z0-9.+-]{1,40}$/.test(type) ? type : undefined]
  const known = detail.filter((part) => part !== undefined).join(', ')
  return new ProviderError(`its reply is not in its wire format${known === '' ? '' : ` (${known})`}`, {
    kind: 'wire-format',
    retryable: true,
    ...(status === undefined ? {} : { status }),
  })
}
