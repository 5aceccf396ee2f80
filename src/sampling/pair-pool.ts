/** Bounds how many pairs of a suite are under way, a pair of which one trial has ended as half of one. First come, first served. */
export interface PairPool {
  /**
   * Runs a task for each item, in their order, and resolves when all have ended. Items are taken only when there is room, so that memory does
   * not grow with their number. Rejects with a task's error.
   *
   * @param task calls `halfway` when one trial is left of the item, or at its start where that is all there is
   */
  forEach<Item>(
    items: Iterable<Item> | AsyncIterable<Item>,
    task: (item: Item, halfway: () => void) => Promise<void>,
  ): Promise<void>
}

/** @param size pairs in flight, ≥ 1 */
export function createPairPool(size: number): PairPool {
  const waiting: (() => void)[] = []
  /** Places for trials. */
  let free = 2 * size
  const enter = async (): Promise<void> => {
    if (free >= 2 && waiting.length === 0) free -= 2
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = (trials: number): void => {
    free += trials
    while (free >= 2 && waiting.length > 0) {
      free -= 2
      waiting.shift()!()
    }
  }
  return {
    async forEach(items, task) {
      const iterator =
        Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
      const work = async (): Promise<void> => {
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          await enter()
          let left = 2
          const halfway = (): void => {
            if (left < 2) return
            left = 1
            leave(1)
          }
          try {
            await task(next.value, halfway)
          } finally {
            leave(left)
          }
        }
      }
      await Promise.all(Array.from({ length: 2 * size }, work))
    },
  }
}
