import { describe, expect, it } from 'vitest'
import { labelMove } from '../../src/verdict/label-move.ts'

describe('how the labels of a case moved', () => {
  it('is from the label that lost most to the one that gained most', () => {
    expect(labelMove([1, 1, 1, 2], [3, 3, 1, 4])).toEqual({
      moved: 0.75,
      from: { label: 1, base: 0.75, head: 0.25 },
      to: { label: 3, base: 0, head: 0.5 },
      lost: new Set([1, 2]),
      count: 4,
    })
  })

  it('mirrors itself when the arms change places', () => {
    const [there, back] = [labelMove([1, 2, 2], [3, 3, 2]), labelMove([3, 3, 2], [1, 2, 2])]
    expect(back!.moved).toBeCloseTo(there!.moved, 12)
    expect(back!.lost).toEqual(new Set([3]))
    expect(there!.lost).toEqual(new Set([1, 2]))
  })

  it('is nothing where every label came as often as before, in whatever order', () => {
    expect(labelMove([1, 2, 1], [2, 1, 1])).toBeUndefined()
  })
})
