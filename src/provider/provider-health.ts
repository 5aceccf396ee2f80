import type { ProviderError } from './provider-error.ts'

const FAILURES = 5
const DRAWS = 2

/**
 * Whether asking this provider still makes sense. It is down for the rest of the run after an error that is final (bad key,
 * exhausted quota), or when it never answered and 5 requests of at least 2 draws have failed in a row.
 */
export interface ProviderHealth {
  /** Aborts with the ProviderError that brought the provider down. */
  readonly down: AbortSignal
  succeeded(): void
  failed(error: ProviderError, drawKey: string): void
}

/** @param final makes the error with which every later call is rejected. */
export function createProviderHealth(final: (error: ProviderError) => ProviderError): ProviderHealth {
  const controller = new AbortController()
  const draws = new Set<string>()
  let failures = 0
  let answered = false

  return {
    down: controller.signal,
    succeeded() {
      answered = true
    },
    failed(error, drawKey) {
      if (controller.signal.aborted) return
      if (error.final && bringsProviderDown(error)) return controller.abort(error)
      // The provider refused this request or asked for patience: it is there.
      if (!error.retryable || error.kind === 'rate-limited') return
      if (answered) return
      failures += 1
      draws.add(drawKey)
      if (failures >= FAILURES && draws.size >= DRAWS) controller.abort(final(error))
    },
  }
}

/** A model that does not exist, or our own budget, says nothing about the provider's other models. */
function bringsProviderDown(error: ProviderError): boolean {
  return error.kind !== 'not-found' && error.kind !== 'budget'
}
