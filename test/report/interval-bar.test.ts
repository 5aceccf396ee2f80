import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalBars } from '../../src/report/interval-bar.ts'

const axis = { width: 50, labelWidth: 8, zero: 0, format: String }
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('intervalBars', () => {
  it('draws the interval, its estimate, zero and the limit on one axis', () => {
    const rows = [
      { label: 'queue', low: -12, estimate: -8, high: -4, limit: -5 },
      { label: 'tone', low: -4, estimate: 2, high: 8, limit: -5 },
    ]
    expect(intervalBars(rows, axis)).toEqual([
      'queue     ├───────●─────¦─┤      │',
      'tone                    ¦ ├──────┼───●───────────┤',
      '          -12          -5        0               8',
    ])
  })

  it('has the order of its glyphs in the order of the values, within its width, for any finite values', () => {
    fc.assert(
      fc.property(
        fc.tuple(finite, finite, finite),
        fc.option(finite, { nil: undefined }),
        (values, limit) => {
          const [low, estimate, high] = values.toSorted((a, b) => a - b) as [number, number, number]
          const row = { label: 'a', low, estimate, high, ...(limit === undefined ? {} : { limit }) }
          const [bar, labels] = intervalBars([row], axis)
          expect(bar!.length).toBeLessThanOrEqual(50)
          expect(labels!.length).toBeLessThanOrEqual(50)
          const [left, middle, right] = ['├', '●', '┤'].map((glyph) => bar!.indexOf(glyph))
          expect(middle).toBeGreaterThanOrEqual(10)
          if (left! >= 0) expect(left).toBeLessThan(middle!)
          if (right! >= 0) expect(right).toBeGreaterThan(middle!)
          expect(bar!.split('●')).toHaveLength(2)
        },
      ),
    )
  })

  it('has a place for a single point, and for an interval that is given the wrong way round', () => {
    const noZero = { width: 30, labelWidth: 4, format: String }
    expect(intervalBars([{ label: 'a', low: 1, estimate: 1, high: 1 }], noZero)[0]).toMatch(/^a +●$/)
    expect(intervalBars([{ label: 'a', low: 3, estimate: 2, high: 1 }], noZero)[0]).toMatch(/├─+●─+┤/)
  })

  it('abbreviates labels rather than the picture', () => {
    const [bar] = intervalBars([{ label: 'a-very-long-label', low: -1, estimate: 0, high: 1 }], axis)
    expect(bar).toMatch(/^a-very-… {2}├/)
    expect(bar).toHaveLength(50)
  })
})
