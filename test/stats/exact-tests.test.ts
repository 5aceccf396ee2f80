import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { fisherWorse } from '../../src/stats/fisher.ts'
import { holm } from '../../src/stats/holm.ts'
import { tarone } from '../../src/stats/tarone.ts'
import { expectClose, readOracle } from './oracle.ts'
import { fc } from './property.ts'

const r = readOracle<{
  fisher: [number, number, number, number, number][]
  families: { p: number[]; holm: number[]; bh: number[] }[]
}>('r')
const tests = readOracle<{
  mcnemar: { losses: number; gains: number; worse: number; twoSided: number; midP: number }[]
}>('tests')

describe('binomial tails', () => {
  it('make McNemar’s exact test, as statsmodels and sums of exact fractions have it', () => {
    for (const { losses, gains, ...expected } of tests.mcnemar) {
      const [pairs, larger] = [losses + gains, Math.max(losses, gains)]
      const tail = binomialUpperTail(larger, pairs, 0.5)
      const observed = tail - binomialUpperTail(larger + 1, pairs, 0.5)
      expectClose(binomialUpperTail(losses, pairs, 0.5), expected.worse, 1e-12, { losses, gains })
      expectClose(Math.min(1, 2 * tail), expected.twoSided, 1e-12, { losses, gains })
      expectClose(Math.min(1, 2 * tail - observed), expected.midP, 1e-12, { losses, gains })
    }
  })
})

describe('Fisher’s exact test', () => {
  it('agrees with R', () => {
    for (const row of r.fisher) {
      const p = fisherWorse({ passes: row[0], trials: row[1] }, { passes: row[2], trials: row[3] })
      expectClose(p, row[4], 1e-10, row)
    }
  })

  it('gives .2428571 for the lady tasting tea with 3 of 4 right', () => {
    expect(fisherWorse({ passes: 3, trials: 4 }, { passes: 1, trials: 4 })).toBeCloseTo(0.2428571, 7)
  })

  it('cannot go below 1/C(2k, k) with k trials an arm', () => {
    const smallest = [3, 4, 5, 6].map((k) => fisherWorse({ passes: k, trials: k }, { passes: 0, trials: k }))
    expect(smallest.map((p) => Number(p.toFixed(4)))).toEqual([0.05, 0.0143, 0.004, 0.0011])
  })

  it('reaches a level that it equals: three losses of three are significant at .05', () => {
    expect(fisherWorse({ passes: 3, trials: 3 }, { passes: 0, trials: 3 })).toBe(0.05)
    const p = fisherWorse({ passes: 3, trials: 3 }, { passes: 0, trials: 3 })
    expect(tarone([p], [p], 0.05)).toEqual([true])
  })

  it('is 1 when an arm is empty or nothing can differ', () => {
    expect(fisherWorse({ passes: 0, trials: 0 }, { passes: 1, trials: 3 })).toBe(1)
    expect(fisherWorse({ passes: 4, trials: 4 }, { passes: 3, trials: 3 })).toBe(1)
    expect(fisherWorse({ passes: 0, trials: 4 }, { passes: 0, trials: 3 })).toBe(1)
  })
})

describe('adjusted p-values', () => {
  it('agree with R', () => {
    for (const family of r.families) {
      holm(family.p).forEach((p, index) => {
        expectClose(p, family.holm[index]!, 1e-13, family.p)
      })
      benjaminiHochberg(family.p).forEach((p, index) => {
        expectClose(p, family.bh[index]!, 1e-13, family.p)
      })
    }
  })

  it('are empty for an empty family', () => {
    expect([holm([]), benjaminiHochberg([])]).toEqual([[], []])
  })

  it('are never below the raw ones, keep their order, and follow a change of order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (pValues) => {
        for (const adjust of [holm, benjaminiHochberg]) {
          const adjusted = adjust(pValues)
          adjusted.forEach((p, a) => {
            expect(p).toBeGreaterThanOrEqual(pValues[a]!)
            expect(p).toBeLessThanOrEqual(1)
            pValues.forEach((other, b) => {
              if (other >= pValues[a]!) expect(adjusted[b]!).toBeGreaterThanOrEqual(p)
            })
          })
          expect(adjust(pValues.toReversed())).toEqual(adjusted.toReversed())
        }
      }),
    )
  })
})
