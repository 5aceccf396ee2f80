import { describe, expect, it } from 'vitest'
import { shareOf } from '../../bench/stats/simulate.ts'
import { drawPasses, powerDrop } from '../../bench/stats/simulate-claims.ts'
import { bimodal, ceiling, homogeneous, tiny } from '../../bench/stats/suites.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { normalQuantile } from '../../src/stats/normal.ts'
import { passBlocks } from '../../src/stats/pass-blocks.ts'
import { type PassPairs, passPowerDifference, passPowerPaths } from '../../src/stats/pass-power-difference.ts'
import { passPowerK } from '../../src/stats/pass-power-k.ts'
import { createRandom } from '../../src/stats/random.ts'
import { fc } from './property.ts'

const BETA = 0.1
const z = -normalQuantile(BETA)

function pairsOf(
  byCase: readonly (readonly (readonly [number, number])[])[],
  weights?: readonly number[],
): PassPairs {
  const pairs = byCase.flatMap((rows, index) => rows.map(([base, head]) => ({ base, head, index })))
  return {
    base: Float64Array.from(pairs, ({ base }) => base),
    head: Float64Array.from(pairs, ({ head }) => head),
    cases: Uint32Array.from(pairs, ({ index }) => index),
    weights: Float64Array.from(weights ?? byCase.map(() => 1)),
  }
}

const bit = fc.constantFrom(0, 1)
const someCases = fc.array(fc.array(fc.tuple(bit, bit), { maxLength: 9 }), { minLength: 1, maxLength: 5 })

describe('the difference of pass^k', () => {
  it('is that of the unbiased estimates: 6 of 8 against 8 of 8', () => {
    const rows = Array.from({ length: 8 }, (_, pair): [number, number] => [1, pair < 2 ? 0 : 1])
    expect(passPowerDifference(pairsOf([rows]), 4).estimate).toBeCloseTo(15 / 70 - 1, 12)
  })

  it('is k times the mean of its sample, which lies in [−1, 1], case by case', () => {
    fc.assert(
      fc.property(someCases, fc.integer({ min: 1, max: 4 }), (byCase, k) => {
        const pairs = pairsOf(byCase)
        const { sample, estimate, waiting } = passPowerDifference(pairs, k)
        expect(sample.differences.every((value) => Number.isNaN(value) || Math.abs(value) <= 1 + 1e-12)).toBe(
          true,
        )
        const own = byCase.map((rows, index) => {
          const power = (arm: 0 | 1) =>
            passPowerK(
              rows.reduce((sum, row) => sum + row[arm], 0),
              rows.length,
              k,
            )
          const values = sample.differences.filter((_, pair) => pairs.cases[pair] === index)
          if (rows.length < k) {
            expect(waiting).toContain(index)
            return undefined
          }
          const expected = power(1)! - power(0)!
          expect((k * values.reduce((sum, value) => sum + value, 0)) / values.length).toBeCloseTo(
            expected,
            10,
          )
          return expected
        })
        const known = own.filter((value) => value !== undefined)
        const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
        const equal = byCase.every((rows) => rows.length === byCase[0]!.length)
        if (equal) expect(estimate).toBeCloseTo(mean, 10)
      }),
    )
  })

  it('for k = 1 is the mean difference', () => {
    const pairs = pairsOf([
      [
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      [
        [1, 0],
        [0, 0],
        [1, 1],
      ],
    ])
    const { sample } = passPowerDifference(pairs, 1)
    expect([...sample.differences]).toEqual([...pairs.head.map((head, pair) => head - pairs.base[pair]!)])
  })

  it('reports the cases that have too few pairs, and lets a case of exactly k vary as much as it can', () => {
    const { waiting, sample } = passPowerDifference(
      pairsOf(
        [
          [[1, 1]],
          [
            [1, 0],
            [1, 1],
          ],
          [[1, 1]],
        ],
        [1, 1, 0],
      ),
      2,
    )
    expect(waiting).toEqual([0])
    expect([...sample.differences]).toEqual([Number.NaN, -1, 0, Number.NaN])
  })

  it.each([
    ['bimodal, 5 pairs', bimodal(40), 5, 4],
    ['homogeneous, exactly k pairs', homogeneous(30), 4, 4],
    ['almost everything passes', ceiling(50), 6, 4],
    ['few cases', tiny(8), 12, 3],
  ] as const)('at the margin passes in at most a tenth of runs: %s', (name, base, pairs, k) => {
    const random = createRandom(name)
    const head = powerDrop(base, k, 0.15)
    const { share } = shareOf(500, () => {
      const { sample } = passPowerDifference(drawPasses(base, head, pairs, random), k)
      return meanDifference(sample, z).excludesDrop(0.15 / k, z, BETA)
    })
    expect(share).toBeLessThanOrEqual(BETA + 2 * Math.sqrt((BETA * 0.9) / 500))
  })

  it('passes a change that does nothing, and k times its interval covers the true difference', () => {
    const random = createRandom('power')
    const base = bimodal(40)
    const difference = (head: readonly number[]) =>
      meanDifference(passPowerDifference(drawPasses(base, head, 8, random), 4).sample, 1.645)
    expect(shareOf(100, () => difference(base).excludesDrop(0.15 / 4, z, BETA)).share).toBeGreaterThan(0.9)
    const head = powerDrop(base, 4, 0.1)
    const { share } = shareOf(300, () => {
      const { low, high } = difference(head)
      return 4 * low <= -0.1 && -0.1 <= 4 * high
    })
    expect(share).toBeGreaterThan(0.87)
  })
})

describe('path statistics of pass^k', () => {
  it('are the drop on the path, from sums and totals alone', () => {
    fc.assert(
      fc.property(someCases, fc.integer({ min: 1, max: 3 }), (byCase, k) => {
        const whole = byCase.filter((rows) => rows.length >= k)
        const turned = whole.map((rows) =>
          rows.map(([base, head], pair): [number, number] => (pair % 2 === 0 ? [head, base] : [base, head])),
        )
        const sum = (rows: readonly (readonly [number, number])[]) =>
          rows.reduce((total, [base, head]) => total + head - base, 0)
        const statistic = passPowerPaths(
          whole.map((rows, index) => ({
            sums: Float64Array.of(sum(rows), sum(turned[index]!)),
            passes: rows.reduce((total, [base, head]) => total + base + head, 0),
            pairs: rows.length,
            weight: 1,
          })),
          2,
          k,
        )
        const drop = (cases: typeof turned) =>
          cases.reduce((total, rows) => {
            const power = (arm: 0 | 1) =>
              passPowerK(
                rows.reduce((count, row) => count + row[arm], 0),
                rows.length,
                k,
              )!
            return total + power(0) - power(1)
          }, 0)
        expect(statistic[0]).toBeCloseTo(drop(whole), 10)
        expect(statistic[1]).toBeCloseTo(drop(turned), 10)
      }),
    )
  })

  it('leave out cases that cannot be evaluated yet', () => {
    const one = { sums: Float64Array.of(-1), passes: 1, pairs: 1, weight: 1 }
    expect([...passPowerPaths([one], 1, 2)]).toEqual([0])
  })
})

describe('blocks of k trials', () => {
  it('pass when all of a case’s trials in a row do; unfinished and absent ones are left out', () => {
    const blocks = passBlocks(
      Float64Array.of(1, 0, 1, 1, Number.NaN, 1, 1, 1, 1),
      Uint32Array.of(0, 1, 0, 1, 1, 0, 0, 1, 1),
      2,
    )
    expect([...blocks.cases]).toEqual([0, 1, 0, 1])
    expect([...blocks.scores]).toEqual([1, 0, 1, 1])
  })

  it('do not change as trials are added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(bit, fc.integer({ min: 0, max: 2 })), { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (trials, k) => {
          const blocks = (of: typeof trials) =>
            passBlocks(
              Float64Array.from(of, ([score]) => score),
              Uint32Array.from(of, ([, index]) => index),
              k,
            )
          const [all, some] = [blocks(trials), blocks(trials.slice(0, trials.length / 2))]
          expect([...all.scores].slice(0, some.scores.length)).toEqual([...some.scores])
          expect([...all.cases].slice(0, some.cases.length)).toEqual([...some.cases])
        },
      ),
    )
  })
})
