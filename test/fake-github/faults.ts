import type { Operation } from './exchange.ts'

/** What goes wrong instead of, or after, an ordinary answer. */
export type FaultKind =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** The ordinary answer, later. */
  | { readonly delayMs: number }
  /** Never answers. */
  | 'hang'
  /** Closes the connection without an answer. */
  | 'reset'
  /** Sends the headers and half of the body, then closes the connection. */
  | 'cut'

export interface Fault {
  readonly kind: FaultKind
  /** Only at these; absent: at every request, unknown ones and GraphQL included. */
  readonly at?: Operation | 'graphql' | readonly (Operation | 'graphql')[]
  /** Absent: always. */
  readonly times?: number
  /** The request has its effect, and only its answer is lost. */
  readonly afterEffect?: boolean
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** The fault for this request, counted as used. */
  take(operation: Operation | 'graphql' | undefined): Fault | undefined
}

export function createFaults(): Faults {
  const pending: { readonly fault: Fault; left: number }[] = []
  return {
    add: (fault) => void pending.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => void pending.splice(0),
    take(operation) {
      const found = pending.find(({ fault, left }) => left > 0 && concerns(fault, operation))
      if (found === undefined) return undefined
      found.left -= 1
      return found.fault
    },
  }
}

function concerns(fault: Fault, operation: Operation | 'graphql' | undefined): boolean {
  if (fault.at === undefined) return true
  return operation !== undefined && [fault.at].flat().includes(operation)
}

export function serverError(status = 500): FaultKind {
  return { status, body: { message: 'Server Error' } }
}

/** What GitHub's front door says when nobody is behind it. */
export function badGateway(): FaultKind {
  return {
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<!DOCTYPE html><html><head><title>Unicorn! &middot; GitHub</title></head><body><h1>502</h1></body></html>',
  }
}

export function secondaryLimit(retryAfterSeconds: number, status: 403 | 429 = 403): FaultKind {
  return {
    status,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: {
      message:
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.',
      documentation_url:
        'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      status: String(status),
    },
  }
}

export function primaryLimit(resetAt: number, status: 403 | 429 = 403): FaultKind {
  return {
    status,
    headers: {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '1000',
      'x-ratelimit-reset': String(resetAt),
      'x-ratelimit-resource': 'core',
    },
    body: {
      message: 'API rate limit exceeded for installation ID 1234567.',
      documentation_url: 'https://docs.github.com/rest/overview/resources-in-the-rest-api#rate-limiting',
      status: String(status),
    },
  }
}
