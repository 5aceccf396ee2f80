import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeDataChange } from '../../src/change/data-change.ts'

describe('describeDataChange', () => {
  it.each([
    [{ a: 1 }, { a: 2 }, 'a 1 → 2'],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'a.b.1 2 → 3'],
    [{ a: [1] }, { a: [1, 2] }, 'a [1] → [1,2]'],
    [{ a: null }, {}, 'a null → none'],
    [{ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 2, c: 2, d: 2 }, 'a 1 → 2, b 1 → 2 and 2 more'],
    [true, { type: 'object' }, 'true → {"type":"object"}'],
    [{ a: 12.5 }, { a: '12.5' }, 'a 12.5 → "12.5"'],
    [{ constructor: 1 }, {}, 'constructor 1 → none'],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, ''],
  ])('of %j and %j', (before, after, expected) => {
    expect(describeDataChange(before, after)).toBe(expected)
  })

  it('is one short line for any values, and empty only for equal ones', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const text = describeDataChange(before, after)
        expect(text.length).toBeLessThan(1000)
        expect(text).not.toMatch(/[\n\r]/)
        expect(describeDataChange(before, before)).toBe('')
      }),
    )
  })
})
