import { describe, expect, it } from 'vitest'
import { labelShares } from '../../src/stats/label-shares.ts'
import { type LabelledPairs, totalVariation } from '../../src/stats/total-variation.ts'
import { fc } from './property.ts'

function pairsOf(
  labels: readonly (readonly [base: number, head: number, index?: number])[],
  weights: readonly number[] = [1],
): LabelledPairs {
  return {
    base: Int32Array.from(labels, ([base]) => base),
    head: Int32Array.from(labels, ([, head]) => head),
    cases: Uint32Array.from(labels, ([, , index = 0]) => index),
    weights: Float64Array.from(weights),
  }
}

describe('the shares of labels', () => {
  it('are told for both arms, those that moved most first', () => {
    const { count, shares } = labelShares(
      pairsOf([
        [0, 0],
        [0, 2],
        [1, 2],
        [1, 1],
      ]),
      20,
    )
    expect(count).toBe(3)
    expect(shares[0]).toEqual({ label: 2, base: 0, head: 0.5 })
    expect(shares).toContainEqual({ label: 0, base: 0.5, head: 0.25 })
    expect(shares).toContainEqual({ label: 1, base: 0.5, head: 0.25 })
  })

  it('weigh cases as the distance does: a case counts as its weight says, not as its pairs do', () => {
    const { shares } = labelShares(
      pairsOf(
        [
          [0, 1, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        [1, 3],
      ),
      20,
    )
    expect(shares.find(({ label }) => label === 1)!.head).toBeCloseTo(0.25, 12)
  })

  it('leave out pairs that lack a label, and cases outside of the slice', () => {
    const labelled = pairsOf(
      [
        [0, 0, 0],
        [-1, 5, 0],
        [6, 7, 1],
      ],
      [1, 0],
    )
    expect(labelShares(labelled, 20)).toEqual({ count: 1, shares: [{ label: 0, base: 1, head: 1 }] })
    expect(labelShares(pairsOf([]), 20)).toEqual({ count: 0, shares: [] })
  })

  it('list the most frequent labels and count them all', () => {
    const many = Array.from({ length: 60 }, (_, label): [number, number] => [label % 30, label % 3])
    const { count, shares } = labelShares(pairsOf(many), 5)
    expect(count).toBe(30)
    expect(shares).toHaveLength(5)
    expect(shares.map(({ label }) => label)).toEqual(expect.arrayContaining([0, 1, 2]))
  })

  it('add up to 1 in each arm, and to the distance between the arms', () => {
    const pair = fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
    )
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
        (labels, weights) => {
          const labelled = pairsOf(labels, weights)
          const { shares } = labelShares(labelled, 20)
          const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
          expect(sum(shares.map(({ base }) => base))).toBeCloseTo(1, 9)
          expect(sum(shares.map(({ head }) => head))).toBeCloseTo(1, 9)
          expect(sum(shares.map(({ base, head }) => Math.abs(head - base))) / 2).toBeCloseTo(
            totalVariation(labelled).estimate,
            9,
          )
        },
      ),
    )
  })
})
