import { APICallError } from '@ai-sdk/provider'
import { ProviderError } from './provider-error.ts'
import { statusError } from './status-error.ts'

/**
 * A ProviderError from whatever an AI SDK adapter threw, rebuilt from facts: the originals hold prompts, bodies and headers, and
 * none of them is kept, not even as `cause`.
 */
export function aiSdkError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  if (APICallError.isInstance(error)) {
    const status = error.statusCode
    if (status === undefined) {
      return new ProviderError('the connection failed', { kind: 'connection', retryable: true })
    }
    if (status < 200 || status > 299) {
      return statusError({ status, headers: error.responseHeaders ?? {}, ...errorNames(error.responseBody) })
    }
    return notWireFormat(status, error.responseHeaders?.['content-type'])
  }
  const name = error instanceof Error ? error.name : ''
  // What the adapter refuses to send, before any request.
  if (/InvalidArgument|InvalidPrompt|UnsupportedFunctionality|TypeValidation/.test(name)) {
    return new ProviderError('this request cannot be written in its wire format', { kind: 'bad-request' })
  }
  return notWireFormat(undefined, undefined)
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

/** `error.code`, or else `error.type`, and `error.param`, as far as they are plain identifiers. */
function errorNames(body: string | undefined): { code?: string; parameter?: string } {
  let error: unknown
  try {
    error = (JSON.parse(body ?? '') as { error?: unknown } | null)?.error
  } catch {
    return {}
  }
  if (typeof error !== 'object' || error === null) return {}
  const { code, type, param } = error as Record<string, unknown>
  const name = identifier(code) ?? identifier(type)
  const parameter = identifier(param)
  return { ...(name === undefined ? {} : { code: name }), ...(parameter === undefined ? {} : { parameter }) }
}

/** Short words in lower case, so that no key or text can hide in one. */
function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z]+([_.][a-z]+){0,6}$/.test(value) && value.length <= 60
    ? value
    : undefined
}
