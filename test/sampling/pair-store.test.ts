import { expect, it } from 'vitest'
import { createPairStore } from '../../src/sampling/pair-store.ts'

it('gives back the values of every pair, over many blocks, not-a-number included', () => {
  const store = createPairStore(2)
  const pairs = Array.from({ length: 5000 }, (_, index) =>
    store(index % 7, index, Float64Array.of(index, 0.5), Float64Array.of(Number.NaN, -index)),
  )
  pairs.forEach((pair, index) => {
    expect([pair.case, pair.trial]).toEqual([index % 7, index])
    expect([...pair.base, ...pair.head]).toEqual([index, 0.5, Number.NaN, -index])
  })
})

it('keeps pairs of a suite without metrics', () => {
  const store = createPairStore(0)
  const pair = store(1, 2, new Float64Array(0), new Float64Array(0))
  expect([pair.base.length, pair.head.length]).toEqual([0, 0])
})
