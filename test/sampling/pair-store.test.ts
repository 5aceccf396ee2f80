import { expect, it } from 'vitest'
import { createPairStore, pairValue } from '../../src/sampling/pair-store.ts'

it('gives back the values of every pair, over many blocks, not-a-number included', () => {
  const store = createPairStore(2)
  const pairs = Array.from({ length: 5000 }, (_, index) =>
    store({
      case: index % 7,
      trial: index,
      position: 2 * index,
      base: Float64Array.of(index, 0.5),
      head: Float64Array.of(Number.NaN, -index),
    }),
  )
  pairs.forEach((pair, index) => {
    expect([pair.case, pair.trial, pair.position]).toEqual([index % 7, index, 2 * index])
    expect([...pair.base, ...pair.head]).toEqual([index, 0.5, Number.NaN, -index])
    expect([pairValue(pair, 'base', 1), pairValue(pair, 'head', 1)]).toEqual([0.5, -index])
  })
})

it('keeps pairs of a suite without metrics', () => {
  const store = createPairStore(0)
  const none = new Float64Array(0)
  const pair = store({ case: 1, trial: 2, position: 3, base: none, head: none })
  expect([pair.base.length, pair.head.length]).toEqual([0, 0])
})
