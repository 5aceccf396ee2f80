import { describe, expect, it } from 'vitest'
import * as format from '../../src/report/format-number.ts'

describe('numbers for people', () => {
  it.each([
    [0.91, '91 %'],
    [0.906, '90.6 %'],
    [1, '100 %'],
    [0.9996, '> 99.9 %'],
    [0.9994, '99.9 %'],
    [0, '0 %'],
    [0.0001, '< 0.1 %'],
    [0.001, '0.1 %'],
  ])('percent(%d) is %s', (share, text) => expect(format.percent(share)).toBe(text))

  it.each([
    [-0.08, '−8.0'],
    [0.004, '+0.4'],
    [0, '0.0'],
    [-0.0001, '0.0'],
    [12.3456, '+1,234.6'],
  ])('points(%d) is %s', (difference, text) => expect(format.points(difference)).toBe(text))

  it.each([
    [0.05, '5 points'],
    [0.01, '1 point'],
    [0.025, '2.5 points'],
    [0.0004, '0.04 points'],
  ])('pointsSize(%d) is %s', (size, text) => expect(format.pointsSize(size)).toBe(text))

  it.each([
    [0, '$0'],
    [0.1, '$0.10'],
    [0.00021, '$0.00021'],
    [0.0008, '$0.0008'],
    [0.012, '$0.012'],
    [1204.5, '$1,204.50'],
    [0.0000001, '< $0.00001'],
  ])('money(%d) is %s', (dollars, text) => expect(format.money(dollars)).toBe(text))

  it.each([
    [0, '0 ms'],
    [3.24, '3.2 ms'],
    [812.4, '812 ms'],
    [999.7, '1 s'],
    [1310, '1.3 s'],
    [59_999, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_599_999, '1 h 0 min'],
    [12_000_000, '3 h 20 min'],
  ])('duration(%d) is %s', (milliseconds, text) => expect(format.duration(milliseconds)).toBe(text))

  it.each([
    [1e-9, 'below 0.0001'],
    [0.003, '0.003'],
    [0.0123, '0.012'],
    [0.41, '0.41'],
  ])('probability(%d) is %s', (value, text) => expect(format.probability(value)).toBe(text))

  it('counts and measures', () => {
    expect(format.plural(1, 'case')).toBe('1 case')
    expect(format.plural(1200, 'case')).toBe('1,200 cases')
    expect(format.amount(2.54)).toBe('2.5')
    expect(format.amount(1234.4)).toBe('1,234')
    expect(format.ratio(1.336)).toBe('1.34 ×')
  })

  it('has text for numbers beyond all reason', () => {
    for (const value of [1e308, -1e308, 5e-324, 1e21]) {
      for (const say of Object.values(format) as ((value: number, word: string) => string)[]) {
        expect(say(value, 'thing')).not.toMatch(/NaN|undefined|Infinity.*Infinity/)
      }
    }
  })
})
