import { describe, expect, it } from 'vitest'
import { createRandom, randomFromState } from '../../src/stats/random.ts'
import { readOracle } from './oracle.ts'
import { fc } from './property.ts'

describe('the random generator', () => {
  it('gives the published first outputs of xoshiro128** at state 1, 2, 3, 4', () => {
    const random = randomFromState([1, 2, 3, 4])
    const outputs = Array.from({ length: 10 }, () => random.bits())
    expect(outputs).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  it('gives the stream of an independent implementation for a seed of any text', () => {
    for (const { seed, bits } of readOracle<{ random: { seed: string; bits: number[] }[] }>('tests').random) {
      const random = createRandom(seed)
      expect(bits.map(() => random.bits())).toEqual(bits)
    }
  })

  it('repeats for a seed and differs between seeds', () => {
    const draw = (seed: string): number[] => {
      const random = createRandom(seed)
      return Array.from({ length: 5 }, () => random.uniform())
    }
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
  })

  it('draws uniform numbers with the mean, spread and range that they should have', () => {
    const random = createRandom('uniform')
    const draws = Array.from({ length: 20_000 }, () => random.uniform())
    const mean = draws.reduce((sum, draw) => sum + draw) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws)).toBeLessThan(1)
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 20_000))
    expect(variance).toBeCloseTo(1 / 12, 2)
  })

  it('draws every integer below n equally often', () => {
    const random = createRandom('integers')
    const counts = new Array<number>(7).fill(0)
    for (let draw = 0; draw < 14_000; draw += 1) counts[random.integer(7)]! += 1
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(2000))
  })

  it('shuffles into every order equally often without touching its argument', () => {
    const random = createRandom('shuffles')
    const items = ['a', 'b', 'c']
    const counts = new Map<string, number>()
    for (let draw = 0; draw < 6000; draw += 1) {
      const order = random.shuffle(items).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(items).toEqual(['a', 'b', 'c'])
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(1000))
  })

  it('keeps all items when it shuffles', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
        const byValue = (a: number, b: number): number => a - b
        expect(createRandom(seed).shuffle(items).sort(byValue)).toEqual([...items].sort(byValue))
      }),
    )
  })
})
