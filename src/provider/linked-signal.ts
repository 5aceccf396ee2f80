/** Those who wait for a signal, under one listener of it. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back when the signal aborts, at once where it has. Thousands of calls wait for one run-long signal: `AbortSignal.any` would leave
 * forgetting them to the garbage collector, and a listener for each is found by going through all of them.
 * @returns forgets it
 */
export function onAbort(source: AbortSignal, callback: () => void): () => void {
  if (source.aborted) {
    callback()
    return () => {}
  }
  const others = waitingFor(source)
  others.add(callback)
  return () => void others.delete(callback)
}

/** Runs with a signal that aborts when any source does, and forgets the sources afterwards. */
export async function withLinkedSignal<T>(
  sources: readonly AbortSignal[],
  run: (signal: AbortSignal, abort: (reason: unknown) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const links = sources.map((source) => onAbort(source, () => controller.abort(source.reason)))
  try {
    return await run(controller.signal, (reason) => controller.abort(reason))
  } finally {
    for (const forget of links) forget()
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
