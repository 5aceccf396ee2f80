import { describe, expect, it } from 'vitest'
import type { SuiteHistory } from '../../src/sampling/read-history.ts'
import { createRandom } from '../../src/stats/random.ts'
import { drawChanged } from '../../src/verdict/simulated-change.ts'
import { assumedLaws, recordedLaws, type TrialLaws } from '../../src/verdict/trial-laws.ts'

const historyOf = (
  metrics: readonly string[],
  trials: Record<string, readonly (readonly number[])[]>,
): SuiteHistory => ({
  metrics,
  runs: 1,
  trials: new Map(
    Object.entries(trials).map(([id, rows]) => [id, rows.map((row) => Float64Array.from(row))]),
  ),
  notes: [],
})

const DRAWS = 20_000
const drawMany = (laws: TrialLaws, index: number) => {
  const random = createRandom('draws')
  return Array.from({ length: DRAWS }, () => laws.draw(index, random))
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('what recorded trials say about the next one', () => {
  const history = historyOf(['queue', 'cost'], {
    good: [
      [1, 5],
      [1, 5],
    ],
    bad: [
      [0, 9],
      [0, 9],
    ],
  })
  const laws = recordedLaws(history, ['good', 'bad'], 'seed')

  it('never takes two passes out of two for certainty: one pseudo-trial comes from the whole suite', () => {
    // (2 + pooled ½) / 3 and (0 + ½) / 3.
    expect(laws.expected(0)).toEqual([expect.closeTo(2.5 / 3), expect.closeTo(0.5 / 3)])
    laws.expected(0).forEach((expected, index) => {
      expect(mean(drawMany(laws, index).map((trial) => trial[0]!))).toBeCloseTo(expected, 1.7)
    })
  })

  it('is uncertain even where every recorded trial passed', () => {
    const all = recordedLaws(historyOf(['queue'], { a: [[1]], b: [[1]] }), ['a', 'b'], 'seed')
    expect(all.expected(0)[0]).toBeLessThan(1)
    expect(drawMany(all, 0).some((trial) => trial[0] === 0)).toBe(true)
  })

  it('keeps quantities those of the case', () => {
    expect(new Set(drawMany(laws, 0).map((trial) => trial[1]))).toEqual(new Set([5]))
  })

  it('draws the metrics of a trial together', () => {
    const joint = recordedLaws(
      historyOf(['a', 'b'], {
        one: [
          [1, 0],
          [0, 1],
          [1, 0],
          [0, 1],
        ],
      }),
      ['one'],
      'seed',
    )
    const equal = drawMany(joint, 0).filter((trial) => trial[0] === trial[1]).length
    // Only the pseudo-trial's own pseudo-trial has both alike: one in 25.
    expect(equal / DRAWS).toBeCloseTo(1 / 25, 2)
  })

  it('gives a case without trials those of another, the same one every time', () => {
    const laws = recordedLaws(history, ['unknown'], 'seed')
    expect([2.5 / 3, 0.5 / 3].some((one) => Math.abs(one - laws.expected(0)[0]!) < 1e-9)).toBe(true)
    expect(recordedLaws(history, ['unknown'], 'seed').expected(0)).toEqual(laws.expected(0))
  })

  it('tells graded scores from passes and failures', () => {
    expect(laws.isPassFail(0)).toBe(true)
    expect(recordedLaws(historyOf(['tone'], { a: [[0.5]] }), ['a'], 'seed').isPassFail(0)).toBe(false)
  })
})

describe('an assumed suite', () => {
  it('passes nine times out of ten, most cases nearly always or nearly never', () => {
    const rates = assumedLaws([], ['queue'], 200, 'seed').expected(0)
    expect(mean(rates)).toBeCloseTo(0.9, 1.7)
    expect(rates.filter((rate) => rate > 0.2 && rate < 0.8).length / 200).toBeLessThan(0.2)
  })

  it('holds the rates that it is asserted to hold', () => {
    const claim = { kind: 'at-least' as const, rate: 0.98, slack: 0.01 }
    const laws = assumedLaws(
      [{ metric: 'format', role: 'primary', claim, slices: [] }],
      ['format'],
      100,
      'seed',
    )
    expect(mean(laws.expected(0))).toBeGreaterThan(0.98)
  })
})

describe('a simulated change', () => {
  it.each([
    ['diffuse', [[1], [1], [1], [0]]],
    ['broken', [[1], [1], [1], [0]]],
    ['diffuse', [[0.75], [1], [0.5], [0.75]]],
  ] as const)('lowers the mean of head by the drop (%s) and leaves base alone', (kind, rows) => {
    const ids = Array.from({ length: 10 }, (_, index) => `c${index}`)
    const laws = recordedLaws(
      historyOf(['score'], Object.fromEntries(ids.map((id) => [id, rows]))),
      ids,
      'seed',
    )
    const draw = drawChanged(
      laws,
      { kind, metric: 0, drop: 0.2 },
      ids.map(() => 1),
      'seed',
    )
    const random = createRandom('pairs')
    const pairs = Array.from({ length: DRAWS }, (_, position) =>
      draw({ case: position % 10, trial: 0, position, headFirst: false }, random),
    )
    const before = mean(laws.expected(0))
    expect(mean(pairs.map(({ base }) => base[0]!))).toBeCloseTo(before, 1.7)
    expect(mean(pairs.map(({ head }) => head[0]!))).toBeCloseTo(before - 0.2, 1.7)
  })
})
