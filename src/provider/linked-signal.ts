/**
 * Runs with a signal that aborts when any source does, and forgets the sources afterwards. (`AbortSignal.any` leaves that to the
 * garbage collector, which tens of thousands of calls on one run-long signal would notice.)
 */
export async function withLinkedSignal<T>(
  sources: readonly AbortSignal[],
  run: (signal: AbortSignal, abort: (reason: unknown) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const links = sources.map((source) => {
    const abort = () => controller.abort(source.reason)
    if (source.aborted) abort()
    else source.addEventListener('abort', abort, { once: true })
    return { source, abort }
  })
  try {
    return await run(controller.signal, (reason) => controller.abort(reason))
  } finally {
    for (const { source, abort } of links) source.removeEventListener('abort', abort)
  }
}
