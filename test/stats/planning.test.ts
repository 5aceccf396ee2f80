import { describe, expect, it } from 'vitest'
import { binomialUpperTail } from '../../src/stats/binomial.ts'
import { detectableEffect } from '../../src/stats/detectable-effect.ts'
import { blindedDiscordance, pairsNeeded } from '../../src/stats/pairs-needed.ts'
import { populationInterval } from '../../src/stats/population-interval.ts'
import { readOracle } from './oracle.ts'
import { fc } from './property.ts'
import { anySample, sampleOf } from './samples.ts'

const rates = { falseAlarm: 0.05, miss: 0.1 }

describe('planning', () => {
  it('asks for (z_α + z_β)² ψ / δ² pairs: 8.5638 × .32 / .01 is 275', () => {
    expect(pairsNeeded(0.32, 0.1, rates)).toBe(275)
    expect(pairsNeeded(0, 0.1, rates)).toBe(1)
  })

  it('never plans for no discordance at all', () => {
    expect(blindedDiscordance(0, 0)).toBe(0.5)
    expect(blindedDiscordance(0, 49)).toBe(0.01)
    expect(blindedDiscordance(49, 49)).toBeLessThan(1)
  })

  it('states the drop that the pairs find or rule out: (z_α + z_β)√(1.25 ψ̂/N) where many differ, and 1 without pairs', () => {
    const deviates = { falseAlarm: 1.6449, miss: 1.2816 }
    const effect = (squares: number, pairs: number) =>
      detectableEffect({ pairs, squares, fourths: squares }, deviates)
    expect(effect(0, 0)).toBe(1)
    expect(
      detectableEffect(
        { pairs: 50, squares: 5, fourths: 5 },
        { falseAlarm: 3, miss: Number.POSITIVE_INFINITY },
      ),
    ).toBe(1)
    const plain = 2.9264 * Math.sqrt((1.25 * 0.325) / 399)
    expect(effect(129.5, 399)).toBeLessThan(plain)
    expect(effect(129.5, 399)).toBeGreaterThan(0.97 * plain)
    expect(effect(518, 1599) / effect(129.5, 399)).toBeCloseTo(0.5, 1)
  })

  it('takes a drop itself for what would differ where no pair does: 31 pairs find one of 20 to 30 points', () => {
    const deviates = { falseAlarm: 1.6449, miss: 1.2816 }
    const drop = detectableEffect({ pairs: 31, squares: 0, fourths: 0 }, deviates)
    // Five losses of five are needed at 5 %; the drop of which nine of ten samples have as many, by binomial tails.
    expect(binomialUpperTail(5, 31, drop)).toBeGreaterThan(0.85)
    expect(binomialUpperTail(5, 31, drop)).toBeLessThan(0.95)
  })
})

describe('the population interval', () => {
  it('is the t interval of scipy on the case means and two pseudo-cases', () => {
    const { population } = readOracle<{
      population: { means: number[]; alpha: number; low: number; high: number }[]
    }>('tests')
    for (const { means, alpha, low, high } of population) {
      const interval = populationInterval(sampleOf(means.map((mean) => [mean])), alpha)
      expect(interval.low).toBeCloseTo(low, 11)
      expect(interval.high).toBeCloseTo(high, 11)
    }
  })

  it('sees repeats of a case as one case', () => {
    const once = populationInterval(sampleOf([[0.5], [-0.5], [0], [0.25]]), 0.05)
    const often = populationInterval(
      sampleOf([
        [0.5, 0.5, 0.5],
        [-0.5, -0.5, -0.5],
        [0, 0, 0],
        [0.25, 0.25, 0.25],
      ]),
      0.05,
    )
    expect(often.low).toBeCloseTo(once.low, 12)
    expect(often.high).toBeCloseTo(once.high, 12)
  })

  it('is wider when cases come in groups that move together', () => {
    const cases = Array.from({ length: 24 }, (_, index) => [Math.floor(index / 6) % 2 === 0 ? 0.4 : -0.4])
    const alone = populationInterval(sampleOf(cases), 0.05)
    const grouped = populationInterval(
      sampleOf(cases),
      0.05,
      Uint32Array.from(cases, (_, index) => Math.floor(index / 6)),
    )
    expect(grouped.high - grouped.low).toBeGreaterThan(2 * (alone.high - alone.low))
  })

  it('is a non-empty part of [−1, 1] for any sample, all of it without pairs', () => {
    expect(populationInterval(sampleOf([]), 0.05)).toEqual({ low: -1, high: 1 })
    fc.assert(
      fc.property(anySample, (sample) => {
        const { low, high } = populationInterval(sample, 0.05)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThan(high)
      }),
    )
  })
})
