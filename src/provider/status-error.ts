import type { ErrorFacts, ErrorMeaning } from './error-facts.ts'
import type { LimitReport } from './limit-headers.ts'
import { ProviderError, type ProviderErrorKind } from './provider-error.ts'
import { type ReplyHeaders, retryHintMs } from './retry-hint.ts'

/** What is kept of a reply that reports an error. */
export interface StatusFacts extends ErrorFacts {
  readonly status: number
  readonly headers: ReplyHeaders
  readonly limits?: LimitReport
}

interface Class {
  readonly kind: ProviderErrorKind
  readonly says: string
  readonly retryable?: true
  readonly final?: true
}

const CLASSES: ReadonlyMap<number, Class> = new Map([
  [401, { kind: 'unauthorized', says: 'refused the key', final: true }],
  [402, { kind: 'quota-exhausted', says: 'asks for payment', final: true }],
  [403, { kind: 'unauthorized', says: 'refused access', final: true }],
  [404, { kind: 'not-found', says: 'does not know this model or path', final: true }],
  [408, { kind: 'timeout', says: 'gave up waiting', retryable: true }],
  [409, { kind: 'server-error', says: 'reported a conflict', retryable: true }],
  [410, { kind: 'not-found', says: 'no longer serves this model or path', final: true }],
  [413, { kind: 'bad-request', says: 'found the request too large' }],
  [425, { kind: 'server-error', says: 'was asked too early', retryable: true }],
  [429, { kind: 'rate-limited', says: 'limits the rate of requests', retryable: true }],
  [500, { kind: 'server-error', says: 'failed', retryable: true }],
  [502, { kind: 'server-error', says: 'failed', retryable: true }],
  [503, { kind: 'overloaded', says: 'is overloaded', retryable: true }],
  [504, { kind: 'server-error', says: 'failed', retryable: true }],
  [529, { kind: 'overloaded', says: 'is overloaded', retryable: true }],
])

/** What an error means goes before its status. */
const MEANINGS: Readonly<Record<ErrorMeaning, Class>> = {
  exhausted: { kind: 'quota-exhausted', says: 'has no quota left for this key', final: true },
  'refused-key': { kind: 'unauthorized', says: 'refused the key', final: true },
  filtered: { kind: 'content-filter', says: 'stopped the request by its content filter' },
  'model-failed': { kind: 'server-error', says: 'failed', retryable: true },
}

/** Classifies a reply whose status says error. The message holds the status and the provider's error code, nothing else of it. */
export function statusError(facts: StatusFacts): ProviderError {
  const { status, headers, code, parameter, meaning, limits } = facts
  const { kind, says, retryable, final }: Class =
    meaning === undefined ? (CLASSES.get(status) ?? unlisted(status)) : MEANINGS[meaning]
  const hint = facts.retryAfterMs ?? retryHintMs(headers)
  const again = retryable === true && headers['x-should-retry'] !== 'false'
  const detail = [status, code, parameter === undefined ? undefined : `parameter ${parameter}`]
  const known = detail.filter((part) => part !== undefined).join(', ')
  return new ProviderError(`it ${says} (${known})`, {
    kind,
    status,
    retryable: again,
    final: final === true,
    ...(hint === undefined ? {} : { retryAfterMs: hint }),
    ...(limits === undefined ? {} : { limits }),
  })
}

function unlisted(status: number): Class {
  if (status >= 500) return { kind: 'server-error', says: 'failed' }
  return { kind: 'bad-request', says: 'refused the request' }
}
