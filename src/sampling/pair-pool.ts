/** Bounds how many pairs of a suite are under way. First come, first served. */
export interface PairPool {
  /**
   * Runs a task for each item, in their order, and resolves when all have ended. Items are taken only when there is room, so that memory does
   * not grow with their number. Rejects with a task's error.
   */
  forEach<Item>(
    items: Iterable<Item> | AsyncIterable<Item>,
    task: (item: Item) => Promise<void>,
  ): Promise<void>
}

/** @param size pairs in flight, ≥ 1 */
export function createPairPool(size: number): PairPool {
  const waiting: (() => void)[] = []
  let free = size
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async forEach(items, task) {
      const iterator =
        Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
      const work = async (): Promise<void> => {
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          await enter()
          try {
            await task(next.value)
          } finally {
            leave()
          }
        }
      }
      await Promise.all(Array.from({ length: size }, work))
    },
  }
}
