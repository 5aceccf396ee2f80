import type { PairPool } from './pair-pool.ts'

/** The work of sampling one suite. Its first failure stops it; what is in flight then is waited for, and nothing of it is thrown away. */
export interface StoppableWork {
  /** The first failure. */
  readonly stopped: unknown
  /** Runs a task for each item, as many at a time as the pool allows, until something fails. Never rejects. */
  forEach<Item>(
    items: Iterable<Item>,
    task: (item: Item, halfway: () => void) => Promise<void>,
  ): Promise<void>
  stop(reason: unknown): void
}

export function createStoppableWork(pool: PairPool): StoppableWork {
  let stopped: unknown
  return {
    get stopped() {
      return stopped
    },
    forEach: (items, task) =>
      pool.forEach(items, async (item, halfway) => {
        if (stopped !== undefined) return
        try {
          await task(item, halfway)
        } catch (error) {
          stopped ??= error
        }
      }),
    stop(reason) {
      stopped ??= reason
    },
  }
}
