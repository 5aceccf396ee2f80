import { describe, expect, it } from 'vitest'
import { createPathMarking } from '../../src/stats/sequential/path-marking.ts'
import { createPathStatistics } from '../../src/stats/sequential/path-statistics.ts'
import { createSpendingBounds } from '../../src/stats/sequential/spending-bounds.ts'
import { spentShare } from '../../src/stats/sequential/spent-share.ts'
import { createExactBoundary } from './exact-boundary.ts'
import { expectClose, readOracle } from './oracle.ts'

interface Design {
  spending: string
  rho: number | null
  level: number
  information: number[]
  spent: number[]
  bounds: (number | null)[]
}
const oracle = readOracle<{
  spendingBounds: Design[]
  closeLooks: Pick<Design, 'information' | 'spent' | 'bounds'>[]
  pocock: { looks: number; constant: number; spent: number[] }[]
  exactBoundary: { rate: number; trials: number[]; spent: number[]; bounds: number[] }[]
  marking: {
    scores: number[][]
    spent: number[]
    thresholds: (number | null)[]
    marked: number
    p: number[]
  }[]
  pathStatistics: {
    weights: number[]
    pairs: [number, number][]
    mean: number
    concentrated: number
    damage: number
  }[]
}>('sequential')

function expectBounds({
  information,
  spent,
  bounds,
}: Pick<Design, 'information' | 'spent' | 'bounds'>): void {
  const sequence = createSpendingBounds()
  bounds.forEach((expected, look) => {
    const bound = sequence.next(information[look]!, spent[look]!)
    if (expected === null) expect(bound).toBe(Number.POSITIVE_INFINITY)
    // The error that the function states.
    else expect(Math.abs(bound - expected)).toBeLessThan(2e-5)
  })
}

describe('group-sequential bounds agree with another quadrature, rpact and the joint normal distribution', () => {
  it.each([
    ['kim-demets', 0.8],
    ['kim-demets', 1],
    ['kim-demets', 3],
    ['obrien-fleming', null],
    ['pocock', null],
  ] as const)('for %s spending, ρ %d, at equal and unequal increments', (spending, rho) => {
    const designs = oracle.spendingBounds.filter((row) => row.spending === spending && row.rho === rho)
    expect(designs.length).toBeGreaterThanOrEqual(9)
    designs.forEach(expectBounds)
  })

  it('for looks of which each brings a fiftieth to a thousandth more information', () => {
    oracle.closeLooks.forEach(expectBounds)
  })

  it('for what Pocock’s constant bounds spend, up to ten looks', () => {
    for (const { constant, spent } of oracle.pocock) {
      const sequence = createSpendingBounds()
      spent.forEach((share, look) => {
        expect(Math.abs(sequence.next(look + 1, share) - constant)).toBeLessThan(2e-5)
      })
    }
  })

  it('with the spending that the gate uses, Kim and DeMets’ with ρ = .8', () => {
    const designs = oracle.spendingBounds.filter(({ rho }) => rho === 0.8)
    for (const { level, information, spent } of designs) {
      information.forEach((t, look) => {
        expectClose(level * spentShare(t), spent[look]!, 1e-14, { level, t })
      })
    }
  })
})

describe('the exact recursion', () => {
  it('agrees with enumerating the outcomes of all trials one by one', () => {
    for (const { rate, trials, spent, bounds } of oracle.exactBoundary) {
      const boundary = createExactBoundary(rate)
      expect(trials.map((count, look) => boundary.next(count, spent[look]!))).toEqual(bounds)
    }
  })
})

describe('marking', () => {
  it('agrees with the words of the rule, path by path', () => {
    for (const { scores, spent, thresholds, marked, p } of oracle.marking) {
      const marking = createPathMarking(scores[0]!.length)
      const alive = new Set(scores[0]!.keys())
      scores.forEach((row, look) => {
        const result = marking.look(Float64Array.from(row), spent[look]!)
        expect(result.threshold).toBe(thresholds[look] ?? Number.POSITIVE_INFINITY)
        expect(result.p(row[0]!)).toBeCloseTo(p[look]!, 12)
        for (const path of alive) if (row[path]! >= result.threshold) alive.delete(path)
      })
      expect(scores[0]!.length - alive.size).toBe(marked)
    }
  })
})

describe('path statistics', () => {
  it('are divided by the standard deviation that enumerating all flips finds', () => {
    for (const { weights, pairs, ...expected } of oracle.pathStatistics) {
      const statistics = createPathStatistics({ paths: 4, cases: weights.length, columns: 1, seed: 'oracle' })
      for (const [index, difference] of pairs) statistics.add(index, Float64Array.of(difference))
      const scores = statistics.scores({
        column: 0,
        weights: Float64Array.from(weights),
        perRound: weights.map(() => 1),
      })
      expect(scores.mean[0]).toBeCloseTo(expected.mean, 12)
      expect(scores.concentrated[0]).toBeCloseTo(expected.concentrated, 12)
      // The oracle's damage is the plain sum; ours is centred and scaled by its own moments over the flips.
      const squares = weights.map((_, index) => momentOf(pairs, index, 2))
      const fourths = weights.map((_, index) => momentOf(pairs, index, 4))
      const mean = weights.reduce((sum, weight, index) => sum + (weight * squares[index]!) / 2, 0)
      const variance = weights.reduce((sum, weight, index) => {
        const fourth = 3 * squares[index]! ** 2 - 2 * fourths[index]!
        return sum + weight ** 2 * (fourth / 2 - squares[index]! ** 2 / 4)
      }, 0)
      expect(scores.damage[0]).toBeCloseTo((expected.damage - mean) / Math.sqrt(variance || 1), 12)
    }
  })
})

/** Σ D^power over the pairs of a case. */
function momentOf(pairs: readonly (readonly number[])[], index: number, power: number): number {
  return pairs.reduce((sum, [at, difference]) => (at === index ? sum + difference! ** power : sum), 0)
}
