import type { ProviderKind } from './provider-config.ts'
import type { ReplyHeaders } from './retry-hint.ts'

/** What is kept of the body of an error: names that hold no text of the request, and what they mean. */
export interface ErrorFacts {
  /** The provider's own name of the error, such as `insufficient_quota` or `ThrottlingException`. */
  readonly code?: string
  /** The parameter that the provider objects to. */
  readonly parameter?: string
  /** What the name does not say by itself, or what stands in a message. */
  readonly meaning?: ErrorMeaning
  /** Asked for in the body, milliseconds. */
  readonly retryAfterMs?: number
}

/**
 * `exhausted`: money or a quota of a day or longer is used up. `refused-key`: the key is wrong, whatever the status says.
 * `filtered`: the provider's content filter stopped the prompt or the answer. `model-failed`: the model broke down behind the
 * provider, which another attempt may not.
 */
export type ErrorMeaning = 'exhausted' | 'refused-key' | 'filtered' | 'model-failed'

/** Reads an error's body. Nothing of its messages is kept. */
export function errorFacts(body: string | undefined, headers: ReplyHeaders, kind: ProviderKind): ErrorFacts {
  let parsed: unknown
  try {
    parsed = JSON.parse(body ?? '')
  } catch {
    parsed = undefined
  }
  return factsOfError(entry(parsed, 'error') ?? parsed, headers, kind)
}

/** The same for an error that is already parsed, such as one that arrives in the middle of a stream. */
export function factsOfError(error: unknown, headers: ReplyHeaders, kind: ProviderKind): ErrorFacts {
  const message = text(entry(error, 'message'))
  switch (kind) {
    case 'google':
      return googleFacts(error, message)
    case 'amazon-bedrock':
      return bedrockFacts(error, headers, message)
    case 'anthropic':
      return anthropicFacts(error, message)
    default:
      return openAiFacts(error)
  }
}

const EXHAUSTED_CODES =
  /^(insufficient_quota|billing_hard_limit_reached|billing_not_active|insufficient_credits?)$/

/** https://platform.openai.com/docs/guides/error-codes; Azure adds `content_filter` and an `innererror`. */
function openAiFacts(error: unknown): ErrorFacts {
  const code = word(entry(error, 'code')) ?? word(entry(error, 'type'))
  const parameter = word(entry(error, 'param'))
  const inner = text(entry(entry(error, 'innererror'), 'code'))
  const filtered =
    code === 'content_filter' ||
    code === 'content_policy_violation' ||
    inner === 'ResponsibleAIPolicyViolation'
  return {
    ...named(code),
    ...(parameter === undefined ? {} : { parameter }),
    ...(EXHAUSTED_CODES.test(code ?? '') ? { meaning: 'exhausted' } : {}),
    ...(filtered ? { meaning: 'filtered' } : {}),
  }
}

/** https://platform.claude.com/docs/en/api/errors: a spend limit is a 429 with a code of its own, or a 400 that says so in words. */
function anthropicFacts(error: unknown, message: string): ErrorFacts {
  const detail = word(entry(entry(error, 'details'), 'error_code'))
  const code = detail ?? word(entry(error, 'type'))
  const exhausted =
    detail?.includes('spend_limit') === true ||
    code === 'billing_error' ||
    /specified (?:workspace )?API usage limits|credit balance is too low/i.test(message)
  return { ...named(code), ...(exhausted ? { meaning: 'exhausted' } : {}) }
}

/** https://ai.google.dev/gemini-api/docs/troubleshooting; the details are those of google.rpc (error_details.proto). */
function googleFacts(error: unknown, message: string): ErrorFacts {
  const status = text(entry(error, 'status'))
  const details = entry(error, 'details')
  const detail = (type: string) =>
    Array.isArray(details)
      ? details.find((one) => text(entry(one, '@type')).endsWith(`google.rpc.${type}`))
      : undefined
  const violations = entry(detail('QuotaFailure'), 'violations')
  const perDay =
    Array.isArray(violations) && violations.some((one) => text(entry(one, 'quotaId')).includes('PerDay'))
  const delay = /^(\d+(?:\.\d+)?)s$/.exec(text(entry(detail('RetryInfo'), 'retryDelay')))?.[1]
  const refusedKey =
    /^API_KEY_/.test(text(entry(detail('ErrorInfo'), 'reason'))) ||
    /API key (?:not valid|expired)/i.test(message)
  return {
    ...named(/^[A-Z]+(?:_[A-Z]+){0,4}$/.test(status) && status.length <= 40 ? status : undefined),
    ...(perDay ? { meaning: 'exhausted' } : refusedKey ? { meaning: 'refused-key' } : {}),
    ...(delay === undefined ? {} : { retryAfterMs: Number(delay) * 1000 }),
  }
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors */
function bedrockFacts(error: unknown, headers: ReplyHeaders, message: string): ErrorFacts {
  // `ThrottlingException:http://internal.amazon.com/…` in the header, `prefix#ThrottlingException` in a body.
  const given = headers['x-amzn-errortype'] ?? (text(entry(error, '__type')) || text(entry(error, 'type')))
  const name = given.split(':')[0]!.split('#').at(-1)!
  const code = /^[A-Za-z]{3,50}Exception$/.test(name) ? name : undefined
  const meaning = bedrockMeaning(code?.toLowerCase(), message)
  return { ...named(code), ...(meaning === undefined ? {} : { meaning }) }
}

function bedrockMeaning(code: string | undefined, message: string): ErrorMeaning | undefined {
  switch (code) {
    case 'throttlingexception':
      return /\bper day\b/i.test(message) ? 'exhausted' : undefined
    case 'servicequotaexceededexception':
      return 'exhausted'
    case 'expiredtokenexception':
    case 'unrecognizedclientexception':
    case 'invalidsignatureexception':
      return 'refused-key'
    case 'modelerrorexception':
    case 'modelstreamerrorexception':
      return 'model-failed'
    default:
      return undefined
  }
}

function named(code: string | undefined): { readonly code?: string } {
  return code === undefined ? {} : { code }
}

function entry(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Short words in lower case, so that no key or text can hide in one. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z]+([_.][a-z]+){0,6}$/.test(value) && value.length <= 60
    ? value
    : undefined
}
