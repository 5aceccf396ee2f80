import { describe, expect, it } from 'vitest'
import { shareOf } from '../../bench/stats/simulate.ts'
import { drawLabels, labelled, moved } from '../../bench/stats/simulate-claims.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { createRandom } from '../../src/stats/random.ts'
import {
  changingLabels,
  type LabelledPairs,
  labelColumn,
  totalVariation,
  totalVariationPaths,
} from '../../src/stats/total-variation.ts'
import { fc } from './property.ts'

const BETA = 0.1
const z = -normalQuantile(BETA)

function pairsOf(
  labels: readonly (readonly [number, number])[],
  cases = 1,
  weights?: readonly number[],
): LabelledPairs {
  return {
    base: Int32Array.from(labels, ([base]) => base),
    head: Int32Array.from(labels, ([, head]) => head),
    cases: Uint32Array.from(labels, (_, pair) => pair % cases),
    weights: Float64Array.from(weights ?? new Array<number>(cases).fill(1)),
  }
}

const someLabels = (labels: number) =>
  fc.array(fc.tuple(fc.integer({ min: -1, max: labels - 1 }), fc.integer({ min: 0, max: labels - 1 })), {
    maxLength: 24,
  })

describe('the distance between two distributions of labels', () => {
  it('is half the sum of the changes of all shares', () => {
    // Base .5, .5, 0; head .25, .5, .25.
    expect(
      totalVariation(
        pairsOf([
          [0, 0],
          [0, 2],
          [1, 1],
          [1, 1],
        ]),
      ).estimate,
    ).toBeCloseTo(0.25, 12)
    expect(
      totalVariation(
        pairsOf([
          [0, 1],
          [1, 0],
        ]),
      ).estimate,
    ).toBe(0)
    expect(
      totalVariation(
        pairsOf([
          [0, 1],
          [0, 1],
        ]),
      ).estimate,
    ).toBe(1)
  })

  it('weighs cases, not pairs', () => {
    const pairs = pairsOf(
      [
        [0, 1],
        [0, 0],
        [0, 1],
        [0, 0],
        [0, 1],
        [0, 0],
      ],
      2,
      [3, 1],
    )
    expect(totalVariation(pairs).estimate).toBeCloseTo(0.75, 12)
  })

  it('with two labels is excluded exactly where the mean difference in either direction is', () => {
    fc.assert(
      fc.property(someLabels(2), fc.double({ min: 0.02, max: 0.9, noNaN: true }), (labels, distance) => {
        const pairs = pairsOf(labels, 3)
        const difference = (sign: number) =>
          meanDifference({ ...pairs, differences: labelColumn(pairs, 1).map((value) => sign * value) }, z)
        expect(totalVariation(pairs).excludes(distance, z, BETA)).toBe(
          [1, -1].every((sign) => difference(sign).excludesDrop(distance, z, BETA)),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('is the same with arms exchanged, labels renamed and pairs reordered', () => {
    fc.assert(
      fc.property(someLabels(4), (labels) => {
        const whole = labels.filter(([base]) => base >= 0)
        const original = totalVariation(pairsOf(whole))
        for (const other of [
          whole.map(([base, head]): [number, number] => [head, base]),
          whole.map(([base, head]): [number, number] => [(base + 1) % 4, (head + 1) % 4]),
          whole.toReversed(),
        ]) {
          const changed = totalVariation(pairsOf(other))
          expect(changed.estimate).toBeCloseTo(original.estimate, 10)
          expect(changed.interval(1.6).high).toBeCloseTo(original.interval(1.6).high, 8)
          expect(changed.interval(1.6).low).toBeCloseTo(original.interval(1.6).low, 8)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is excluded by its scores from the upper end of its interval on', () => {
    fc.assert(
      fc.property(someLabels(4), (labels) => {
        const distance = totalVariation(pairsOf(labels, 2))
        const { low, high } = distance.interval(z)
        expect(low).toBeLessThan(high)
        expect(low).toBeLessThanOrEqual(distance.estimate + 1e-9)
        expect(high).toBeGreaterThanOrEqual(distance.estimate - 1e-9)
        if (high < 0.999) expect(distance.excludes(high + 0.001, z, 1)).toBe(true)
        if (high > 0.001) expect(distance.excludes(high - 0.001, z, 1)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('is not excluded without pairs, nor by too few pairs that agree', () => {
    expect(totalVariation(pairsOf([])).excludes(0.5, z, BETA)).toBe(false)
    expect(totalVariation(pairsOf([])).interval(z)).toEqual({ low: 0, high: 1 })
    const agree = (pairs: number) =>
      totalVariation(pairsOf(new Array(pairs).fill([3, 3]))).excludes(0.1, z, BETA)
    // (1 − .1)²² ≤ .10.
    expect([agree(21), agree(22)]).toEqual([false, true])
  })

  it('counts pairs with rare labels as the worst they could be', () => {
    const common = Array.from({ length: 400 }, (_, pair): [number, number] => [
      pair % 11,
      (pair + (pair % 5 === 0 ? 1 : 0)) % 11,
    ])
    const rare = Array.from({ length: 40 }, (_, pair): [number, number] => [100 + pair, 200 + pair])
    const distance = totalVariation(pairsOf([...common, ...rare]))
    expect(distance.interval(z).high).toBeGreaterThanOrEqual(distance.estimate)
    expect(distance.excludes(0.05, z, BETA)).toBe(false)
  })

  it('counts a lost pair in full when it is given two labels of its own', () => {
    const whole = Array.from({ length: 60 }, (): [number, number] => [0, 0])
    const lost = new Array<[number, number]>(6).fill([8, 9])
    expect(totalVariation(pairsOf(whole)).excludes(0.1, z, BETA)).toBe(true)
    expect(totalVariation(pairsOf([...whole, ...lost])).excludes(0.1, z, BETA)).toBe(false)
  })

  it.each([
    ['two labels', labelled(40, 2, 0.85)],
    ['four labels', labelled(40, 4, 0.85)],
    ['almost certain labels', labelled(60, 3, 0.999)],
  ] as const)('of the limit is excluded in at most a tenth of runs, none in most: %s', (name, base) => {
    const random = createRandom(name)
    const excluded = (head: number[][], runs: number) =>
      shareOf(runs, () => totalVariation(drawLabels(base, head, 4, random)).excludes(0.15, z, BETA)).share
    expect(excluded(moved(base, 0.15, 0, 1), 600)).toBeLessThanOrEqual(
      BETA + 2 * Math.sqrt((BETA * 0.9) / 600),
    )
    expect(
      excluded(
        base.map((row) => [...row]),
        100,
      ),
    ).toBeGreaterThan(0.9)
  })

  it('has a lower bound above 0 in at most a twentieth of runs in which nothing changed, and mostly where much did', () => {
    const random = createRandom('lower')
    const base = labelled(30, 3, 0.8)
    const above = (head: number[][]) =>
      shareOf(200, () => totalVariation(drawLabels(base, head, 4, random)).interval(1.645).low > 0).share
    expect(above(base)).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 200))
    expect(above(moved(base, 0.25, 0, 1))).toBeGreaterThan(0.9)
  })
})

describe('path statistics of labels', () => {
  it('are half the sum of the sizes of all labels’ sums', () => {
    expect([
      ...totalVariationPaths([Float64Array.of(1, -2), Float64Array.of(-1, 0), Float64Array.of(0, 2)]),
    ]).toEqual([1, 2])
    expect([...totalVariationPaths([Float64Array.of(1), Float64Array.of(-3)], [2, 1])]).toEqual([2.5])
    expect(totalVariationPaths([])).toHaveLength(0)
  })

  it('are the estimate on the observed path', () => {
    fc.assert(
      fc.property(someLabels(4), (labels) => {
        const pairs = pairsOf(labels)
        const { estimate, pairs: count } = totalVariation(pairs)
        const sums = changingLabels(pairs).map((label) =>
          Float64Array.of(
            labelColumn(pairs, label).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0),
          ),
        )
        expect((totalVariationPaths(sums)[0] ?? 0) / Math.max(1, count)).toBeCloseTo(estimate, 10)
      }),
    )
  })
})
