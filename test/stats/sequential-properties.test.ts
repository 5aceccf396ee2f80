import { describe, expect, it } from 'vitest'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { createRandom } from '../../src/stats/random.ts'
import { differenceHorizon } from '../../src/stats/sequential/horizon.ts'
import { firstWave, nextLook, suiteHorizon } from '../../src/stats/sequential/look-schedule.ts'
import { createPathMarking } from '../../src/stats/sequential/path-marking.ts'
import { createPathStatistics, type PathScores } from '../../src/stats/sequential/path-statistics.ts'
import { createSpendingBounds } from '../../src/stats/sequential/spending-bounds.ts'
import { createExactBoundary } from './exact-boundary.ts'
import { fc } from './property.ts'

const difference = fc.oneof(
  fc.constantFrom(-1, 0, 0, 1, Number.NaN),
  fc.integer({ min: -4, max: 4 }).map((quarter) => quarter / 4),
)
const pairs = fc.array(fc.tuple(fc.nat(4), difference, difference), { maxLength: 60 })
type Pairs = readonly (readonly [number, number, number])[]

function scoresOf(rows: Pairs, weights: readonly number[], paths = 97): readonly PathScores[] {
  const statistics = createPathStatistics({ paths, cases: 5, columns: 2, seed: 'property' })
  for (const [index, first, second] of rows) statistics.add(index, Float64Array.of(first, second))
  return [0, 1].map((column) =>
    statistics.scores({ column, weights: Float64Array.from(weights), perRound: [1, 1, 1, 1, 1] }),
  )
}

const weights = fc.array(fc.constantFrom(0, 1, 1, 2, 20), { minLength: 5, maxLength: 5 })

describe('path statistics, for any pairs and weights,', () => {
  it('are finite on every path', () => {
    fc.assert(
      fc.property(pairs, weights, (rows, shares) => {
        for (const { mean, concentrated, either, damage } of scoresOf(rows, shares)) {
          for (const values of [mean, concentrated, either, damage]) {
            expect(values.every(Number.isFinite)).toBe(true)
          }
        }
      }),
    )
  })

  it('are turned over on every path when the arms change places', () => {
    fc.assert(
      fc.property(pairs, weights, (rows, shares) => {
        const turned = rows.map(([index, first, second]) => [index, -first, -second] as const)
        const [there, back] = [scoresOf(rows, shares), scoresOf(turned, shares)]
        there.forEach(({ mean, concentrated }, column) => {
          expect(back[column]!.mean.map((value) => 0 - value)).toEqual(mean.map((value) => 0 + value))
          expect(back[column]!.concentrated.map((value) => 0 - value)).toEqual(
            concentrated.map((value) => 0 + value),
          )
        })
      }),
    )
  })

  it('are the same on the observed path whatever the order of the pairs', () => {
    fc.assert(
      fc.property(pairs, weights, fc.string(), (rows, shares, seed) => {
        const shuffled = scoresOf(createRandom(seed).shuffle(rows), shares)
        scoresOf(rows, shares).forEach(({ mean, concentrated, damage }, column) => {
          expect(shuffled[column]!.mean[0]).toBeCloseTo(mean[0]!, 10)
          expect(shuffled[column]!.concentrated[0]).toBeCloseTo(concentrated[0]!, 10)
          expect(shuffled[column]!.damage[0]).toBeCloseTo(damage[0]!, 10)
        })
      }),
    )
  })

  it('do not see the unit of the weights, ties, or a column that is another’s copy', () => {
    fc.assert(
      fc.property(pairs, weights, (rows, shares) => {
        const copied = rows.map(([index, first]) => [index, first, first] as const)
        const withTies = copied.flatMap((row) => [row, [row[0], 0, 0] as const])
        const [first, second] = scoresOf(copied, shares)
        const [scaled] = scoresOf(
          withTies,
          shares.map((share) => 7 * share),
        )
        expect(second!.either).toEqual(first!.either)
        first!.either.forEach((value, path) => {
          expect(scaled!.either[path]).toBeCloseTo(value, 10)
        })
      }),
    )
  })

  it('do not rise in the mean when a difference gets better', () => {
    const rows = fc.array(fc.tuple(fc.nat(4), fc.constantFrom(-1, 1)), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(rows, fc.nat(), (list, which) => {
        const as = (values: readonly (readonly [number, number])[]) =>
          scoresOf(
            values.map(([index, value]) => [index, value, 0] as const),
            [1, 1, 1, 1, 1],
          )[0]!.mean[0]!
        const better = list.with(which % list.length, [list[which % list.length]![0], 1])
        expect(as(better)).toBeLessThanOrEqual(as(list) + 1e-12)
      }),
    )
  })
})

describe('marking, for any scores and any spending,', () => {
  const score = fc.oneof(
    fc.integer({ min: -2, max: 3 }),
    fc.double({ min: -1, max: 4, noNaN: true }),
    fc.constantFrom(0, 1e-12, 1, 1 + 1e-12),
  )
  const table = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }))
    .chain(([paths, looks]) =>
      fc.array(
        fc.tuple(
          fc.array(score, { minLength: paths, maxLength: paths }),
          fc.double({ min: 0, max: 0.4, noNaN: true }),
        ),
        { minLength: looks, maxLength: looks },
      ),
    )

  it('never marks more than its quota, nor a score at or below 0', () => {
    fc.assert(
      fc.property(table, (looks) => {
        const paths = looks[0]![0].length
        const marking = createPathMarking(paths)
        const alive = new Set(Array.from({ length: paths }, (_, path) => path))
        let spent = 0
        for (const [scores, more] of looks) {
          spent = Math.min(0.99, spent + more)
          const { threshold, p } = marking.look(Float64Array.from(scores), spent)
          expect(threshold).toBeGreaterThan(0)
          for (const path of alive) if (scores[path]! >= threshold) alive.delete(path)
          expect(paths - alive.size).toBeLessThanOrEqual(paths * spent + 1e-6)
          // What is marked has a stage-wise p-value within what may be spent.
          if (threshold < Number.POSITIVE_INFINITY) expect(p(threshold)).toBeLessThanOrEqual(spent + 1e-6)
          for (const value of [p(scores[0]!), p(Number.POSITIVE_INFINITY), p(Number.NEGATIVE_INFINITY)]) {
            expect(value).toBeGreaterThanOrEqual(0)
            expect(value).toBeLessThanOrEqual(1)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('treats all paths alike: whichever is called the observed one', () => {
    fc.assert(
      fc.property(table, fc.string(), (looks, seed) => {
        const order = createRandom(seed).shuffle([...looks[0]![0].keys()])
        const run = (arrange: (scores: readonly number[]) => readonly number[]) => {
          const marking = createPathMarking(order.length)
          let spent = 0
          return looks.map(([scores, more]) => {
            spent = Math.min(0.99, spent + more)
            return marking.look(Float64Array.from(arrange(scores)), spent).threshold
          })
        }
        expect(run((scores) => order.map((path) => scores[path]!))).toEqual(run((scores) => scores))
      }),
    )
  })
})

describe('the exact recursion, for any plan,', () => {
  const plan = fc.array(fc.tuple(fc.nat(25), fc.double({ min: 0, max: 0.2, noNaN: true })), {
    minLength: 1,
    maxLength: 8,
  })
  const rate = fc.constantFrom(0.01, 0.1, 0.5, 0.9)

  it('uses no more than may be spent, and could not reject one count more', () => {
    fc.assert(
      fc.property(plan, rate, (steps, probability) => {
        const boundary = createExactBoundary(probability)
        let alive = new Map([[0, 1]])
        let [used, spent] = [0, 0]
        for (const [trials, more] of steps) {
          spent = Math.min(0.9, spent + more)
          const bound = boundary.next(trials, spent)
          const next = new Map<number, number>()
          for (const [count, mass] of alive) {
            for (let new_ = 0; new_ <= trials; new_ += 1) {
              const share =
                mass *
                (binomialUpperTail(new_, trials, probability) -
                  binomialUpperTail(new_ + 1, trials, probability))
              next.set(count + new_, (next.get(count + new_) ?? 0) + share)
            }
          }
          const tail = (limit: number): number =>
            [...next].reduce((sum, [count, mass]) => (count >= limit ? sum + mass : sum), 0)
          expect(used + tail(bound)).toBeLessThanOrEqual(spent + 1e-9)
          if (bound > 0) expect(used + tail(bound - 1)).toBeGreaterThan(spent - 1e-9)
          used += tail(bound)
          alive = new Map([...next].filter(([count]) => count < bound))
        }
      }),
    )
  })
})

describe('spending bounds, for any plan,', () => {
  const plan = fc.array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(1, 1 + 1e-9, 1.0004, 1.0006, 1.01, 1.05),
        fc.double({ min: 1, max: 50, noNaN: true }),
      ),
      fc.double({ min: 0, max: 0.05, noNaN: true }),
    ),
    { minLength: 1, maxLength: 8 },
  )

  it('fall when more is spent at the last look, and are numbers', () => {
    fc.assert(
      fc.property(plan, fc.double({ min: 1e-4, max: 0.05, noNaN: true }), (steps, more) => {
        const last = (extra: number): number => {
          const sequence = createSpendingBounds()
          let [information, spent] = [10, 0]
          return steps
            .map(([growth, increment], look) => {
              information *= growth
              spent += increment
              return sequence.next(information, look === steps.length - 1 ? spent + extra : spent)
            })
            .at(-1)!
        }
        const [little, much] = [last(0), last(more)]
        expect(Number.isNaN(little)).toBe(false)
        expect(much).toBeLessThanOrEqual(little)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the plan, for any suite and any data,', () => {
  it('has looks that go forward, none just after another, and end at the horizon, at most 21', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        (cases, length) => {
          const horizon = suiteHorizon([length], cases)
          let done = firstWave(cases)
          let looks = 1
          for (let next = nextLook(done, horizon); next !== undefined; next = nextLook(done, horizon)) {
            expect(next - done).toBeGreaterThanOrEqual(Math.max(1, horizon / 41))
            expect(Number.isInteger(next)).toBe(true)
            done = next
            looks += 1
          }
          expect(done).toBeGreaterThanOrEqual(horizon)
          expect(looks).toBeLessThanOrEqual(21)
        },
      ),
    )
  })

  it('has a finite horizon that does not grow with the margin', () => {
    const margin = fc.double({ min: 1e-3, max: 1, noNaN: true })
    const rate = fc.double({ min: 1e-6, max: 0.4, noNaN: true })
    fc.assert(
      fc.property(
        fc.tuple(margin, margin),
        fc.integer({ min: 0, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        rate,
        rate,
        (margins, count, share, falseAlarm, miss) => {
          const at = (drop: number): number =>
            differenceHorizon(
              [{ share: 1, drawn: 1, squares: share * count, fourths: share * count, pairs: count }],
              drop,
              { falseAlarm, miss },
            )
          expect(Number.isFinite(at(Math.min(...margins)))).toBe(true)
          expect(at(Math.max(...margins))).toBeLessThanOrEqual(at(Math.min(...margins)) * (1 + 1e-9))
          expect(at(Math.max(...margins))).toBeGreaterThan(0)
        },
      ),
    )
  })
})
