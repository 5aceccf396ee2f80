import { describe, expect, it } from 'vitest'
import { holm } from '../../src/stats/holm.ts'
import { tarone } from '../../src/stats/tarone.ts'

describe('Tarone’s correction', () => {
  it('leaves out tests that could never be significant', () => {
    // 57 cases with three trials an arm: only the one that fell from three to none can reach .05 at all.
    const attainable = [0.05, ...new Array(56).fill(1)]
    expect(tarone(attainable, attainable, 0.05)[0]).toBe(true)
    expect(holm(attainable)[0]).toBe(1)
  })

  it('is Bonferroni’s where every test could be significant', () => {
    const p = [0.004, 0.006, 0.2, 0.6, 0.9]
    expect(
      tarone(
        p,
        p.map(() => 0),
        0.025,
      ),
    ).toEqual([true, false, false, false, false])
  })

  it('rejects nothing among no tests', () => {
    expect(tarone([], [], 0.05)).toEqual([])
  })
})
