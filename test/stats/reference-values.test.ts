import { describe, expect, it } from 'vitest'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { clopperPearson } from '../../src/stats/clopper-pearson.ts'
import { fisherWorse } from '../../src/stats/fisher.ts'
import type { Interval } from '../../src/stats/interval.ts'
import { meanDifference } from '../../src/stats/mean-difference.ts'
import { pairsWithoutDiscordance } from '../../src/stats/no-discordance.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'
import { passPowerK } from '../../src/stats/pass-power-k.ts'
import { createSpendingBounds } from '../../src/stats/sequential/spending-bounds.ts'
import { signFlipTest } from '../../src/stats/sign-flip-test.ts'
import { wilson } from '../../src/stats/wilson.ts'
import { hybridInterval } from './hybrid-interval.ts'
import { discordantPairs } from './samples.ts'

const z95 = normalQuantile(0.975)
const rounded = ({ low, high }: Interval): string => `${low.toFixed(4)} to ${high.toFixed(4)}`
const tango = (gains: number, losses: number, pairs: number): Interval =>
  meanDifference(discordantPairs(gains, losses, pairs), z95)
const fifths = [0.2, 0.4, 0.6, 0.8, 1]
const bounds = (spend: (t: number) => number): readonly string[] => {
  const sequence = createSpendingBounds()
  return fifths.map((t) => sequence.next(t, spend(t)).toFixed(4))
}

/** Published values that everybody can look up, all of them in one place. */
describe('published reference values', () => {
  it('Wilson (Newcombe 1998): 81 of 263', () => {
    expect(rounded(wilson(81, 263, z95))).toBe('0.2553 to 0.3662')
  })

  it('Wilson (Newcombe 1998): 1 of 29', () => {
    expect(rounded(wilson(1, 29, z95))).toBe('0.0061 to 0.1718')
  })

  it('Clopper–Pearson (Newcombe 1998): 15 of 148', () => {
    expect(rounded(clopperPearson(15, 148, 0.025))).toBe('0.0578 to 0.1617')
  })

  it('Newcombe’s hybrid score interval (1998): 56 of 70 against 48 of 80', () => {
    expect(rounded(hybridInterval({ passes: 48, trials: 80 }, { passes: 56, trials: 70 }, z95))).toBe(
      '0.0524 to 0.3339',
    )
  })

  it('Tango (1998): 6 gains and 16 losses in 161 pairs', () => {
    expect(rounded(tango(6, 16, 161))).toBe('-0.1240 to -0.0054')
  })

  it('Tango: no discordance in 30 pairs, ±z²/(N + z²)', () => {
    expect(rounded(tango(0, 0, 30))).toBe('-0.1135 to 0.1135')
    expect(tango(0, 0, 30).high).toBeCloseTo(z95 ** 2 / (30 + z95 ** 2), 14)
  })

  it('McNemar: 1 against 7, exact and mid-p', () => {
    const tail = binomialUpperTail(7, 8, 0.5)
    expect(2 * tail).toBeCloseTo(0.0703125, 14)
    expect(2 * tail - (tail - binomialUpperTail(8, 8, 0.5))).toBeCloseTo(0.0390625, 14)
  })

  it.each([
    [2, 2.178],
    [3, 2.289],
    [4, 2.361],
    [5, 2.413],
  ])('Pocock (Jennison & Turnbull 2000): %i looks, two-sided .05, %f', (looks, constant) => {
    // What each side may spend up to a look is found look by look so that the bounds become constant; in all, half of .05 and the tiny chance
    // of crossing both sides.
    const spent: number[] = []
    for (let look = 1; look <= looks; look += 1) {
      const bound = (more: number): number => {
        const sequence = createSpendingBounds()
        return [...spent, more].map((total, index) => sequence.next(index + 1, total)).at(-1)!
      }
      let [low, high] = [spent.at(-1) ?? 0, 0.1]
      for (let step = 0; step < 50; step += 1) {
        const middle = (low + high) / 2
        if (bound(middle) > constant) low = middle
        else high = middle
      }
      spent.push(high)
    }
    expect(spent.at(-1)).toBeGreaterThan(0.025 - 3e-5)
    expect(spent.at(-1)).toBeLessThan(0.025 + 1e-4)
  })

  it('Lan & DeMets (1983), O’Brien–Fleming type: five looks, one-sided .025', () => {
    // Often printed as 3.3569; rpact and the integration in test/oracle agree on 3.35701 to eight digits.
    expect(bounds((t) => 2 - 2 * normalCdf(-normalQuantile(0.0125) / Math.sqrt(t)))).toEqual([
      '4.8769',
      '3.3570',
      '2.6803',
      '2.2898',
      '2.0310',
    ])
  })

  it('Kim & DeMets (1987), ρ = 1: five looks, one-sided .05', () => {
    expect(bounds((t) => 0.05 * t)).toEqual(['2.3263', '2.2193', '2.1201', '2.0332', '1.9560'])
  })

  it('Fisher (1935): Darwin’s maize, one-sided sign flips, 863 of 32768', () => {
    const inches = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    const maize = Float64Array.from(inches, (eighths) => -eighths / 100)
    expect(signFlipTest(maize, { seed: 'maize', flips: 2 ** 15 - 1 })).toMatchObject({
      p: 863 / 32768,
      exhaustive: true,
    })
  })

  it('Fisher (1935): the lady tasting tea, 3 of 4, one-sided', () => {
    expect(fisherWorse({ passes: 3, trials: 4 }, { passes: 1, trials: 4 }).toFixed(7)).toBe('0.2428571')
  })

  it('Fisher’s smallest p at 3, 4, 5 and 6 trials an arm: 1/C(2k, k)', () => {
    const smallest = [3, 4, 5, 6].map((k) => fisherWorse({ passes: k, trials: k }, { passes: 0, trials: k }))
    expect(smallest).toEqual([1 / 20, 1 / 70, 1 / 252, 1 / 924])
  })

  it('pass^4 with 6 of 8', () => {
    expect(passPowerK(6, 8, 4)!.toFixed(7)).toBe('0.2142857')
  })

  it('pairs that pass without any discordance at .10: 114, 45, 22, 15 for .02, .05, .10, .15', () => {
    expect([0.02, 0.05, 0.1, 0.15].map((margin) => pairsWithoutDiscordance(margin, 0.1))).toEqual([
      114, 45, 22, 15,
    ])
  })
})
