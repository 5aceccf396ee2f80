/** Those who wait for a signal, under one listener of it. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Runs with a signal that aborts when any source does, and forgets the sources afterwards. (`AbortSignal.any` leaves that to the
 * garbage collector, which tens of thousands of calls on one run-long signal would notice; so would a listener for each.)
 */
export async function withLinkedSignal<T>(
  sources: readonly AbortSignal[],
  run: (signal: AbortSignal, abort: (reason: unknown) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const links = sources.map((source) => {
    const abort = () => controller.abort(source.reason)
    if (source.aborted) abort()
    const others = waitingFor(source)
    others.add(abort)
    return { others, abort }
  })
  try {
    return await run(controller.signal, (reason) => controller.abort(reason))
  } finally {
    for (const { others, abort } of links) others.delete(abort)
  }
}

function waitingFor(source: AbortSignal): Set<() => void> {
  const known = waiting.get(source)
  if (known !== undefined) return known
  const made = new Set<() => void>()
  waiting.set(source, made)
  source.addEventListener('abort', () => [...made].forEach((abort) => void abort()), { once: true })
  return made
}
