import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/boundary/nearest.ts'

const KEYS = ['metric', 'role', 'no-regression', 'at-least', 'at-most', 'max-output-tokens', 'improves', 'id']

describe('the nearest name', () => {
  it.each([
    ['metrc', 'metric'],
    ['metirc', 'metric'],
    ['Metric', 'metric'],
    ['no_regression', 'no-regression'],
    ['maxOutputTokens', 'max-output-tokens'],
    ['noregresion', 'no-regression'],
    ['at-leats', 'at-least'],
    ['ID', 'id'],
  ])('to %s is %s', (word, name) => {
    expect(nearest(word, KEYS)).toBe(name)
  })

  it.each(['x', 'temperature', '', 'ix', 'zzzzzzzzzzzz'])('to %j is none of them', (word) => {
    expect(nearest(word, KEYS)).toBeUndefined()
  })

  it('is the first of equally near ones', () => {
    expect(nearest('cat', ['bat', 'rat'])).toBe('bat')
  })

  it('is found in no time for a word of any length', () => {
    const started = performance.now()
    expect(nearest('a'.repeat(1_000_000), KEYS)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
