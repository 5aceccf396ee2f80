import { type Context, createContext, Script } from 'node:vm'

/** `work` took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

let arena: { readonly box: { work: (() => unknown) | undefined }; readonly context: Context } | undefined
const script = new Script('work()')

/**
 * Runs synchronous work that a stranger's input could make endless, and ends it when its time is over. V8 interrupts `vm` scripts
 * together with all that they call; nothing is isolated by it. About 0.07 ms a call.
 * @throws DeadlineError after `milliseconds`; otherwise what `work` throws.
 */
export function runWithin<T>(milliseconds: number, work: () => T): T {
  arena ??= newArena()
  const outer = arena.box.work
  arena.box.work = work
  try {
    return script.runInContext(arena.context, { timeout: milliseconds }) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new DeadlineError(`took longer than ${milliseconds} ms`)
  } finally {
    arena.box.work = outer
  }
}

function newArena(): NonNullable<typeof arena> {
  const box = Object.assign(Object.create(null), { work: undefined })
  return { box, context: createContext(box) }
}
