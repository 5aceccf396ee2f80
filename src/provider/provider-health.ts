import { changeError } from './change-error.ts'
import type { Clock } from './clock.ts'
import type { ProviderError } from './provider-error.ts'

const FAILURES = 5
const DRAWS = 2
/** Of requests in flight this share may fail one after the other without meaning that the provider is down. */
const SHARE_OF_IN_FLIGHT = 4
const OPEN_MS = 5000
/** After the pause: the second failure in a row is no accident. */
const FAILURES_AFTER_PAUSE = 2
const REFUSALS = 10
const REFUSED_FOR_MS = 15_000

/**
 * Whether asking this provider still makes sense: a circuit breaker (M. Nygard, "Release It!", 2007). It is down for the rest of the
 * run after an error that is final (bad key, exhausted quota); when it never answered and 5 requests of at least 2 draws have
 * failed in a row; when it did answer before, failed so, and fails again after a pause of 5 s; when it has done nothing but limit the rate
 * for 15 s beyond the time that it asked to wait.
 */
export interface ProviderHealth {
  /** Aborts with the ProviderError that brought the provider down. */
  readonly down: AbortSignal
  answered(): void
  failed(error: ProviderError, request: FailedRequest): void
}

interface FailedRequest {
  readonly drawKey: string
  readonly sentAt: number
  /** Requests in flight to this provider, this one included. */
  readonly inFlight: number
}

export interface HealthOptions {
  readonly clock: Pick<Clock, 'now'>
  /** Nothing is sent for so long, and then a single request first. */
  readonly pause: (ms: number) => void
}

export function createProviderHealth({ clock, pause }: HealthOptions): ProviderHealth {
  const controller = new AbortController()
  let draws = new Set<string>()
  let failures = 0
  let everAnswered = false
  let pausedUntil: number | undefined
  let refusals = { count: 0, first: 0, hintMs: 0 }

  const end = (error: ProviderError, why: string): void =>
    controller.abort(
      changeError(error, { message: `${error.message}; ${why} and counts as down`, final: true }),
    )

  function refused(error: ProviderError, now: number): void {
    if (refusals.count === 0) refusals.first = now
    refusals.count += 1
    refusals.hintMs = Math.max(refusals.hintMs, error.retryAfterMs ?? 0)
    if (refusals.count < REFUSALS || draws.size < DRAWS) return
    if (now - refusals.first >= REFUSED_FOR_MS + refusals.hintMs) end(error, 'it lets no request through')
  }

  return {
    down: controller.signal,
    answered() {
      everAnswered = true
      failures = 0
      pausedUntil = undefined
      refusals = { count: 0, first: 0, hintMs: 0 }
      if (draws.size > 0) draws = new Set()
    },
    failed(error, { drawKey, sentAt, inFlight }) {
      if (controller.signal.aborted) return
      if (error.final && bringsProviderDown(error)) return controller.abort(error)
      // The provider refused this request: it is there.
      if (!error.retryable) return
      const now = clock.now()
      if (draws.size < DRAWS) draws.add(drawKey)
      if (error.kind === 'rate-limited') return refused(error, now)
      // Sent before the pause: that they fail is known already.
      if (pausedUntil !== undefined && sentAt < pausedUntil) return
      failures += 1
      if (pausedUntil !== undefined) {
        if (failures >= FAILURES_AFTER_PAUSE) end(error, 'it has stopped answering')
        return
      }
      if (draws.size < DRAWS || failures < FAILURES) return
      if (!everAnswered) return end(error, 'it has not answered any request')
      if (failures < inFlight / SHARE_OF_IN_FLIGHT) return
      failures = 0
      pausedUntil = now + OPEN_MS
      pause(OPEN_MS)
    },
  }
}

/** A model that does not exist, or our own budget, says nothing about the provider's other models. */
function bringsProviderDown(error: ProviderError): boolean {
  return error.kind !== 'not-found' && error.kind !== 'budget'
}
