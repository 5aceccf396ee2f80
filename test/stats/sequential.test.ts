import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { createRandom } from '../../src/stats/random.ts'
import { differenceHorizon } from '../../src/stats/sequential/horizon.ts'
import { firstWave, nextLook, suiteHorizon } from '../../src/stats/sequential/look-schedule.ts'
import { createPathMarking } from '../../src/stats/sequential/path-marking.ts'
import { createPathStatistics } from '../../src/stats/sequential/path-statistics.ts'
import { createSpendingBounds } from '../../src/stats/sequential/spending-bounds.ts'
import { spendingPowers, spentShare } from '../../src/stats/sequential/spent-share.ts'
import { createExactBoundary, createLossCounts } from './exact-boundary.ts'

const bounds = (spent: readonly number[], information = spent.map((_, look) => look + 1)): number[] => {
  const sequence = createSpendingBounds()
  return spent.map((value, look) => sequence.next(information[look]!, value))
}
const looks = (count: number) => Array.from({ length: count }, (_, look) => (look + 1) / count)

describe('group-sequential bounds', () => {
  it('are Kim and DeMets’ for ρ = 1, five looks, one-sided .05', () => {
    const expected = [2.3263, 2.2193, 2.1201, 2.0332, 1.956]
    bounds(looks(5).map((t) => 0.05 * t)).forEach((bound, look) => {
      expect(bound).toBeCloseTo(expected[look]!, 4)
    })
  })

  it('are Lan and DeMets’ of O’Brien–Fleming type, five looks, one-sided .025', () => {
    const expected = [4.8769, 3.3569, 2.6803, 2.2898, 2.031]
    const spent = looks(5).map((t) => 2 - 2 * normalCdf(-normalQuantile(0.0125) / Math.sqrt(t)))
    bounds(spent).forEach((bound, look) => {
      expect(Math.abs(bound - expected[look]!)).toBeLessThan(2e-4)
    })
  })

  it('spend what Pocock’s constant bounds spend: two-sided .05, the two sides apart', () => {
    // The increments that make all bounds equal to the published constant are found look by look.
    for (const [count, constant] of [
      [2, 2.178],
      [3, 2.289],
      [4, 2.361],
      [5, 2.413],
    ] as const) {
      let spent: number[] = []
      for (let look = 0; look < count; look += 1) {
        let [low, high] = [spent.at(-1) ?? 0, 0.1]
        for (let step = 0; step < 60; step += 1) {
          const middle = (low + high) / 2
          if (bounds([...spent, middle]).at(-1)! > constant) low = middle
          else high = middle
        }
        spent = [...spent, high]
      }
      // One side spends half of .05, up to the tiny chance of crossing both.
      expect(Math.abs(spent.at(-1)! - 0.025)).toBeLessThan(2e-4)
    }
  })

  it('do not depend on the unit of information, and stay as they are without new information', () => {
    const spent = looks(4).map((t) => 0.1 * t)
    const [small, large] = [bounds(spent, [16, 20, 31, 60]), bounds(spent, [160, 200, 310, 600])]
    small.forEach((bound, look) => {
      expect(bound).toBeCloseTo(large[look]!, 8)
    })
    expect(bounds([0.02, 0.04], [10, 10])).toEqual([bounds([0.02])[0], bounds([0.02])[0]])
  })

  it('are never crossed before anything is spent, and never NaN', () => {
    expect(bounds([0, 0])).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 0.05, noNaN: true })), {
          minLength: 1,
          maxLength: 8,
        }),
        (steps) => {
          let [information, spent] = [1, 0]
          const sequence = createSpendingBounds()
          for (const [more, increment] of steps) {
            information += more
            spent += increment
            expect(Number.isNaN(sequence.next(information, Math.min(0.49, spent)))).toBe(false)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('the exact recursion', () => {
  it('is the binomial test at a single look', () => {
    // P(l ≥ 8 of 10) = .0547, P(l ≥ 9) = .0107.
    expect(createExactBoundary(0.5).next(10, 0.05)).toBe(9)
    expect(createExactBoundary(0.5).next(10, 0.055)).toBe(8)
  })

  it('rejects as often as it may and no more, by enumeration of all outcomes', () => {
    const plan = [
      [5, 0.02],
      [4, 0.05],
      [3, 0.1],
    ] as const
    const boundary = createExactBoundary(0.5)
    const limits = plan.map(([trials, spent]) => boundary.next(trials, spent))
    let rejected = 0
    for (let outcome = 0; outcome < 2 ** 12; outcome += 1) {
      let [done, losses] = [0, 0]
      const crossed = plan.some(([trials], look) => {
        for (const end = done + trials; done < end; done += 1) losses += (outcome >>> done) & 1
        return losses >= limits[look]!
      })
      if (crossed) rejected += 1
    }
    expect(rejected / 2 ** 12).toBeLessThanOrEqual(0.1)
    expect(rejected / 2 ** 12).toBeGreaterThan(0.03)
  })
})

describe('marking paths', () => {
  it('never marks more than may be spent, and marks ties together or not at all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 40, maxLength: 40 }), {
          minLength: 1,
          maxLength: 6,
        }),
        (rows) => {
          const marking = createPathMarking(40)
          let alive = new Set(Array.from({ length: 40 }, (_, path) => path))
          rows.forEach((row, look) => {
            const spent = (0.3 * (look + 1)) / rows.length
            const { threshold } = marking.look(Float64Array.from(row), spent)
            expect(threshold).toBeGreaterThan(0)
            alive = new Set([...alive].filter((path) => row[path]! < threshold))
            expect(40 - alive.size).toBeLessThanOrEqual(Math.floor(40 * spent + 1e-9))
          })
        },
      ),
    )
  })

  it.each([
    ['equal waves', [8, 8, 8, 8, 8, 8]],
    ['waves of any size', [17, 1, 0, 9, 4, 23]],
    ['hardly any discordance', [0, 1, 2, 1, 2, 2]],
    ['many looks', new Array<number>(20).fill(5)],
  ] as const)(
    'agrees with the exact recursion at every look, for one pass/fail metric and the mean alone: %s',
    (name, waves) => {
      const [paths, level] = [20_000, 0.05]
      const statistics = createPathStatistics({ paths, cases: 10, columns: 1, seed: name })
      const marking = createPathMarking(paths)
      const counts = createLossCounts(0.5)
      const ones = new Float64Array(10).fill(1)
      let [pairs, used] = [0, 0]
      waves.forEach((discordant, look) => {
        for (let pair = 0; pair < discordant; pair += 1)
          statistics.add((pairs + pair) % 10, Float64Array.of(1))
        pairs += discordant
        counts.add(discordant)
        const spent = level * spentShare((look + 1) / waves.length)
        const { mean } = statistics.scores({ column: 0, weights: ones, perRound: ones })
        const { threshold } = marking.look(mean, spent)
        // The score of l losses among m discordant pairs is (2l − m)/√m.
        const bound =
          threshold === Number.POSITIVE_INFINITY
            ? counts.largest + 1
            : Math.round((threshold * Math.sqrt(pairs) + pairs) / 2)
        // A share of paths differs from its probability by chance.
        const chance = 4 * Math.sqrt((level * (1 - level)) / paths)
        expect(used + counts.tail(bound)).toBeLessThanOrEqual(spent + chance)
        if (bound > 0) expect(used + counts.tail(bound - 1)).toBeGreaterThan(spent - chance)
        used += counts.tail(bound)
        counts.end(bound)
      })
      expect(used).toBeLessThanOrEqual(level + 4 * Math.sqrt((level * (1 - level)) / paths))
    },
  )

  it('has the very bounds of the exact recursion where no probability is near to what may be spent', () => {
    const random = createRandom('recursion')
    const paths = 20_000
    const plan = [
      [12, 0.03],
      [9, 0.06],
      [10, 0.1],
    ] as const
    const losses = new Float64Array(paths)
    const marking = createPathMarking(paths)
    const boundary = createExactBoundary(0.5)
    let total = 0
    for (const [trials, spent] of plan) {
      total += trials
      for (let path = 0; path < paths; path += 1) {
        for (let trial = 0; trial < trials; trial += 1) losses[path]! += random.bits() & 1
      }
      const { threshold } = marking.look(
        losses.map((count) => 2 * count - total),
        spent,
      )
      expect((threshold + total) / 2).toBe(boundary.next(trials, spent))
    }
  })

  it('gives a p-value that counts the paths marked before', () => {
    const marking = createPathMarking(10)
    const scores = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(marking.look(scores, 0.2).threshold).toBe(9)
    expect(marking.look(scores, 0.2).p(7)).toBeCloseTo(0.4, 12)
  })
})

describe('path statistics', () => {
  const weights = Float64Array.of(1, 2, 1)
  const scoresOf = (pairs: readonly (readonly [number, number])[], seed = 's') => {
    const statistics = createPathStatistics({ paths: 500, cases: 3, columns: 1, seed })
    for (const [index, difference] of pairs) statistics.add(index, Float64Array.of(difference))
    return statistics.scores({ column: 0, weights, perRound: [1, 1, 1] })
  }

  it('are those of the definition on the observed path, standardised over all flips', () => {
    const { mean, concentrated, damage } = scoresOf([
      [0, -1],
      [0, -1],
      [1, 1],
      [2, 0.5],
    ])
    expect(mean[0]).toBeCloseTo((2 - 2 - 0.5) / Math.sqrt(1 * 2 + 4 * 1 + 0.25), 12)
    // E (S|S|)² = E S⁴: 16 · ½ for two pairs of 1, 1 for one, .0625 for a half.
    expect(concentrated[0]).toBeCloseTo((4 - 2 - 0.25) / Math.sqrt(8 + 4 + 0.0625), 12)
    // Half of ΣD² on average: (2 + 2 + .25)/2; variance Σ w²(E S⁴/2 − (ΣD²)²/4).
    expect(damage[0]).toBeCloseTo(
      (4 - 2.125) / Math.sqrt(4 - 1 + 4 * (0.5 - 0.25) + (0.03125 - 0.015625)),
      12,
    )
  })

  it('have mean 0 and variance 1 over the flips', () => {
    const random = createRandom('moments')
    const pairs = Array.from(
      { length: 60 },
      () => [random.integer(3), random.uniform() - random.uniform()] as const,
    )
    for (const values of [scoresOf(pairs).mean, scoresOf(pairs).concentrated, scoresOf(pairs).damage]) {
      const average = values.reduce((sum, value) => sum + value, 0) / values.length
      const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length
      expect(Math.abs(average)).toBeLessThan(0.2)
      expect(Math.abs(square - 1)).toBeLessThan(0.3)
    }
  })

  it('change their sign when the arms are exchanged, and are 0 where nothing differs or is unknown', () => {
    const pairs = [
      [0, -1],
      [1, 0.25],
      [0, -0.5],
    ] as const
    const turned = pairs.map(([index, difference]) => [index, -difference] as const)
    expect(scoresOf(turned).mean[0]).toBeCloseTo(-scoresOf(pairs).mean[0]!, 12)
    expect(scoresOf(turned).concentrated[0]).toBeCloseTo(-scoresOf(pairs).concentrated[0]!, 12)
    expect(
      scoresOf([
        [0, 0],
        [1, Number.NaN],
      ]).either.every((score) => score === 0),
    ).toBe(true)
  })

  it('take under two seconds for 1000 paths over 1000 cases, 10 rounds, 8 metrics and 20 looks', () => {
    const random = createRandom('speed')
    const statistics = createPathStatistics({ paths: 1000, cases: 1000, columns: 8, seed: 'speed' })
    const marking = createPathMarking(1000)
    const ones = new Float64Array(1000).fill(1)
    const differences = Array.from({ length: 500 }, () =>
      Float64Array.from({ length: 8 }, () => [-1, 0, 0, 1][random.integer(4)]!),
    )
    const started = process.cpuUsage()
    for (let pair = 0; pair < 10_000; pair += 1) {
      statistics.add(pair % 1000, differences[pair % 500]!)
      if (pair % 500 !== 499) continue
      for (let column = 0; column < 8; column += 1) {
        const { either } = statistics.scores({ column, weights: ones, perRound: ones })
        marking.look(either, (0.05 * (pair + 1)) / 10_000)
      }
    }
    // Twice the target, for slow machines.
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(4)
  })
})

describe('the plan of looks', () => {
  it('begins with one round, at least 16 pairs and at most 100', () => {
    expect([5, 30, 1000].map(firstWave)).toEqual([16, 30, 100])
  })

  it('ends at the horizon, about twenty looks away', () => {
    for (const horizon of [16, 60, 377, 2000]) {
      const visited = [16]
      for (let next = nextLook(16, horizon); next !== undefined; next = nextLook(visited.at(-1)!, horizon)) {
        visited.push(next)
      }
      expect(visited.at(-1)).toBe(horizon)
      expect(visited.length).toBeLessThanOrEqual(21)
    }
  })

  it('has a horizon that shrinks with the margin’s square and never below what passing takes without a difference', () => {
    const rates = { falseAlarm: 0.05, miss: 0.1 }
    const noise = [{ share: 1, drawn: 1, squares: 32, fourths: 32, pairs: 100 }]
    expect(differenceHorizon(noise, 0.05, rates) / differenceHorizon(noise, 0.1, rates)).toBeGreaterThan(3.5)
    expect(
      differenceHorizon([{ share: 1, drawn: 1, squares: 0, fourths: 0, pairs: 1e6 }], 0.1, rates),
    ).toBeGreaterThanOrEqual(22)
    expect(suiteHorizon([10, 40], 30)).toBe(60)
  })

  it('spends everything at the horizon, more than evenly before it', () => {
    expect([spentShare(0), spentShare(1), spentShare(2)]).toEqual([0, 1, 1])
    expect(spentShare(0.5)).toBeGreaterThan(0.5)
  })

  it('spends late where the budget is short, and on passing early where history allocates; on alarms never', () => {
    expect(spendingPowers(100, 200, false)).toEqual({ falseAlarm: 0.8, miss: 0.8 })
    expect(spendingPowers(100, 200, true)).toEqual({ falseAlarm: 0.8, miss: 0.4 })
    expect(spendingPowers(1000, 200, true)).toEqual({ falseAlarm: 3, miss: 1.5 })
  })
})
