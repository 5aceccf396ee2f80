import { describe, expect, it } from 'vitest'
import { shareOf } from '../../bench/stats/simulate.ts'
import { bimodal } from '../../bench/stats/suites.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import { differenceHorizon } from '../../src/stats/sequential/horizon.ts'
import { firstWave, nextLook } from '../../src/stats/sequential/look-schedule.ts'
import { createPathMarking } from '../../src/stats/sequential/path-marking.ts'
import { createPathStatistics, type PathScores } from '../../src/stats/sequential/path-statistics.ts'
import { createSpendingBounds } from '../../src/stats/sequential/spending-bounds.ts'
import { spentShare } from '../../src/stats/sequential/spent-share.ts'
import { sampleOf } from './samples.ts'

/** A share that ought to be at most `limit` may exceed it by two Monte-Carlo standard errors. */
function atMost(limit: number, runs: number): number {
  return limit + 2 * Math.sqrt((limit * (1 - limit)) / runs)
}

const passes = (rate: number, random: Random): number => (random.uniform() < rate ? 1 : 0)
const grades = (rate: number, random: Random): number => {
  const quality = rate + 0.6 * (random.uniform() - 0.5)
  return [0.2, 0.4, 0.6, 0.8].filter((cut) => quality > cut).length / 4
}

interface Marked {
  readonly base: readonly number[]
  readonly head: readonly number[]
  readonly weights?: readonly number[]
  readonly draw: (rate: number, random: Random) => number
  readonly statistic: keyof PathScores
  readonly alpha: number
}

/** Whether the observed path is marked at some look of six rounds with a look after each. */
function observedIsMarked(
  { base, head, weights, draw, statistic, alpha }: Marked,
  random: Random,
  seed: string,
): boolean {
  const paths = 99
  const statistics = createPathStatistics({ paths, cases: base.length, columns: 1, seed })
  const marking = createPathMarking(paths)
  const shares = Float64Array.from(weights ?? base.map(() => 1))
  for (let round = 1; round <= 6; round += 1) {
    for (const index of random.shuffle([...base.keys()])) {
      statistics.add(index, Float64Array.of(draw(head[index]!, random) - draw(base[index]!, random)))
    }
    const scores = statistics.scores({ column: 0, weights: shares, perRound: base.map(() => 1) })[statistic]
    if (scores[0]! >= marking.look(scores, alpha * spentShare(round / 6)).threshold) return true
  }
  return false
}

const mixed = bimodal(12)
const tiny = [0.9, 0.8, 0.95, 0.6]
const nearlyAllPass = [...new Array<number>(19).fill(1), 0.9]

describe('simulated false alarms of marked paths', () => {
  it.each([
    ['pass/fail on twelve cases', mixed, mixed, undefined, passes, 'either'],
    ['pass/fail on four cases, where nearly all is tied', tiny, tiny, undefined, passes, 'either'],
    ['pass/fail, one case that ever fails', nearlyAllPass, nearlyAllPass, undefined, passes, 'either'],
    ['weights of 20 to 1', tiny, tiny, [20, 1, 1, 1], passes, 'either'],
    ['graded scores', mixed, mixed, undefined, grades, 'either'],
    ['damage alone', mixed, mixed, undefined, passes, 'damage'],
    [
      'the mean where half of the cases gain what the others lose',
      new Array<number>(40).fill(0.6),
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.8 : 0.4)),
      undefined,
      passes,
      'mean',
    ],
  ] as const)(
    'stay within the level at all looks together: %s',
    (name, base, head, weights, draw, statistic) => {
      const random = createRandom(name)
      const alpha = 0.1
      const plan: Marked = {
        base,
        head,
        draw,
        statistic,
        alpha,
        ...(weights === undefined ? {} : { weights }),
      }
      const { share } = shareOf(600, (run) => observedIsMarked(plan, random, `${name}/${run}`))
      expect(share).toBeLessThanOrEqual(atMost(alpha, 600))
    },
  )

  it('use most of the level where scores leave few ties', () => {
    const random = createRandom('used')
    const plan: Marked = { base: mixed, head: mixed, draw: grades, statistic: 'either', alpha: 0.1 }
    expect(shareOf(600, (run) => observedIsMarked(plan, random, `${run}`)).share).toBeGreaterThan(0.06)
  })

  it('never happen when everything passes', () => {
    const random = createRandom('all pass')
    const plan: Marked = { base: [1, 1, 1], head: [1, 1, 1], draw: passes, statistic: 'either', alpha: 0.5 }
    expect(shareOf(50, (run) => observedIsMarked(plan, random, `${run}`)).share).toBe(0)
  })

  it('fall on every path equally often, the observed one as any other', () => {
    const random = createRandom('exchangeable')
    const [paths, runs] = [19, 2000]
    const times = new Array<number>(paths).fill(0)
    for (let run = 0; run < runs; run += 1) {
      const statistics = createPathStatistics({ paths, cases: 4, columns: 1, seed: `exchangeable/${run}` })
      const marking = createPathMarking(paths)
      const alive = new Set(times.keys())
      for (const spent of [0.11, 0.22, 0.33]) {
        for (let pair = 0; pair < 8; pair += 1) {
          const rate = tiny[pair % 4]!
          statistics.add(pair % 4, Float64Array.of(passes(rate, random) - passes(rate, random)))
        }
        const { either } = statistics.scores({
          column: 0,
          weights: new Float64Array(4).fill(1),
          perRound: [1, 1, 1, 1],
        })
        const { threshold } = marking.look(either, spent)
        for (const path of alive) {
          if (either[path]! < threshold) continue
          alive.delete(path)
          times[path]! += 1
        }
      }
    }
    const mean = times.reduce((sum, count) => sum + count, 0) / paths
    for (const count of times)
      expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(mean * (1 - mean / runs)))
  })
})

/**
 * The probability, exact, that pairs which are lost at rate `margin` + `gains` and won at rate `gains` pass at some look: all paths through
 * (gains, losses) are followed, and each look asks the shipped rule.
 */
function passesAtTheMargin(margin: number, gains: number, cases: number, miss: number): number {
  const horizon = Math.ceil(
    differenceHorizon(
      [
        {
          share: 1,
          drawn: 1,
          squares: (margin + 2 * gains) * 1000,
          fourths: (margin + 2 * gains) * 1000,
          pairs: 1000,
        },
      ],
      margin,
      { falseAlarm: 0.05, miss },
    ),
  )
  const bounds = createSpendingBounds()
  let alive = new Map([['0,0', 1]])
  let [passed, done] = [0, 0]
  for (let next: number | undefined = firstWave(cases); next !== undefined; next = nextLook(done, horizon)) {
    for (; done < next; done += 1) alive = oneMorePair(alive, gains, margin + gains)
    const spent = miss * spentShare(done / horizon)
    const bound = bounds.next(done, spent)
    for (const [state, probability] of alive) {
      const [won, lost] = state.split(',').map(Number) as [number, number]
      const differences = [
        ...new Array<number>(won).fill(1),
        ...new Array<number>(lost).fill(-1),
        ...new Array<number>(done - won - lost).fill(0),
      ]
      const sample = sampleOf(differences.map((difference) => [difference]))
      if (!meanDifference(sample, 1).excludesDrop(margin, bound, spent)) continue
      passed += probability
      alive.delete(state)
    }
  }
  return passed
}

/** What becomes of every state by one pair; states too improbable to matter are left out. */
function oneMorePair(alive: ReadonlyMap<string, number>, win: number, loss: number): Map<string, number> {
  const next = new Map<string, number>()
  for (const [state, probability] of alive) {
    const [won, lost] = state.split(',').map(Number) as [number, number]
    for (const [key, share] of [
      [`${won + 1},${lost}`, win],
      [`${won},${lost + 1}`, loss],
      [state, 1 - win - loss],
    ] as const) {
      const mass = probability * share
      if (mass > 1e-7) next.set(key, (next.get(key) ?? 0) + mass)
    }
  }
  return next
}

describe('the exact probability that a drop of the margin passes at some look', () => {
  it.each([
    [0.15, 0, 8],
    [0.1, 0, 30],
    [0.05, 0, 30],
    [0.03, 0, 100],
    [0.15, 0.01, 8],
    [0.1, 0.02, 30],
    [0.15, 0.05, 8],
  ])('is at most .10 near the ceiling: margin %f, wins at rate %f, %i cases', (margin, gains, cases) => {
    const probability = passesAtTheMargin(margin, gains, cases, 0.1)
    expect(probability).toBeLessThanOrEqual(0.1)
    expect(probability).toBeGreaterThan(0.05)
  })

  it('is .10 but for the error of the normal approximation where more than half of the pairs differ', () => {
    const probability = passesAtTheMargin(0.2, 0.2, 20, 0.1)
    expect(probability).toBeGreaterThan(0.095)
    expect(probability).toBeLessThan(0.105)
  })
})
