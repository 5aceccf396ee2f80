import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPairPool } from '../../src/sampling/pair-pool.ts'

/** Two pairs at a time, of which a test says when each is halfway and when it ends. */
function openPool() {
  const begun: number[] = []
  const tasks = new Map<number, { halfway: () => void; end: () => void }>()
  const pool = createPairPool(2)
  const all = pool.forEach([0, 1, 2, 3, 4], (item, halfway) => {
    begun.push(item)
    const { promise, resolve } = Promise.withResolvers<void>()
    tasks.set(item, { halfway, end: resolve })
    return promise
  })
  return {
    begun,
    all,
    async after(step: 'halfway' | 'end', item: number) {
      tasks.get(item)![step]()
      await turn()
    },
  }
}

it('begins the next pair when two trials have ended, of one pair or of two', async () => {
  const { begun, after } = openPool()
  await turn()
  expect(begun).toEqual([0, 1])
  await after('halfway', 0)
  expect(begun).toEqual([0, 1])
  await after('halfway', 1)
  expect(begun).toEqual([0, 1, 2])
  await after('end', 2)
  expect(begun).toEqual([0, 1, 2, 3])
})

it('counts a trial once, though both say that they were the first to end', async () => {
  const { begun, after } = openPool()
  await turn()
  await after('halfway', 0)
  await after('halfway', 0)
  expect(begun).toEqual([0, 1])
  await after('end', 0)
  expect(begun).toEqual([0, 1, 2])
})

it('ends when all have', async () => {
  const { all, after } = openPool()
  await turn()
  for (const item of [0, 1, 2, 3, 4]) await after('end', item)
  await all
})
