/** Bounds how many pairs are in flight, over all suites of a push, so that memory does not grow with the plan. First come, first served. */
export interface PairPool {
  run<T>(task: () => Promise<T>): Promise<T>
}

/** @param size pairs in flight, ≥ 1 */
export function createPairPool(size: number): PairPool {
  const waiting: (() => void)[] = []
  let free = size
  return {
    async run(task) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await task()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}
