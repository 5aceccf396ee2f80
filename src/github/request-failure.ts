import * as z from 'zod'

/** Why a request to GitHub gave nothing that can be used. */
export type RequestFailure =
  /** GitHub says no, and would say so again. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  /** Too many requests; not carried out. */
  | { readonly kind: 'limited'; readonly status: number; readonly retryAfterMs?: number }
  /** It may have been carried out. */
  | { readonly kind: 'outage'; readonly status: number }
  /** Nothing, or nothing that is GitHub's, came back; it may have been carried out. */
  | { readonly kind: 'no-answer'; readonly reason: string }

/** Sorts what Octokit throws, and what does not have the shape of an answer. @throws the error itself when it is a bug of ours */
export function failureOf(error: unknown): RequestFailure {
  if (error instanceof z.ZodError || error instanceof SyntaxError) {
    return { kind: 'no-answer', reason: 'answered with something that is not of its API' }
  }
  if (isRequestError(error)) {
    return error.response === undefined ? withoutResponse(error.cause ?? error) : withStatus(error)
  }
  // A signal's reason, and what GraphQL says in an answer of status 200.
  if (error instanceof Error) {
    if (TIME_IS_OVER.has(error.name)) return withoutResponse(error)
    if (error.name === 'GraphqlResponseError') return { kind: 'refused', status: 200, message: error.message }
  }
  throw error
}

/** Octokit's `RequestError`; without a response, nothing came back and the status is made up. */
interface RequestError extends Error {
  readonly status: number
  readonly response?: { readonly headers: Readonly<Record<string, unknown>> }
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error
}

const TIME_IS_OVER: ReadonlySet<string> = new Set(['AbortError', 'TimeoutError', 'Interrupted'])

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function withStatus(error: RequestError): RequestFailure {
  const { status } = error
  const headers = error.response?.headers ?? {}
  if (status >= 500) return { kind: 'outage', status }
  const limited =
    status === 429 ||
    (status === 403 &&
      (headers['retry-after'] !== undefined ||
        headers['x-ratelimit-remaining'] === '0' ||
        /rate limit|abuse/i.test(error.message)))
  if (!limited) return { kind: 'refused', status, message: error.message }
  const seconds = Number(headers['retry-after'])
  return {
    kind: 'limited',
    status,
    ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : untilReset(headers)),
  }
}

/** The primary limit says when it ends; a run of minutes does not wait for the next hour. */
function untilReset(headers: Readonly<Record<string, unknown>>): { readonly retryAfterMs?: number } {
  return headers['x-ratelimit-remaining'] === '0' ? { retryAfterMs: Number.POSITIVE_INFINITY } : {}
}

function withoutResponse(cause: unknown): RequestFailure {
  const error = cause instanceof Error ? cause : new Error(String(cause))
  if (TIME_IS_OVER.has(error.name)) return { kind: 'no-answer', reason: 'did not answer in time' }
  const code =
    (error as NodeJS.ErrnoException).code ?? (error.cause as NodeJS.ErrnoException | undefined)?.code
  return { kind: 'no-answer', reason: `could not be reached (${code ?? error.message.slice(0, 100)})` }
}
