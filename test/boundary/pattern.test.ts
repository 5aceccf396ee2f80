import { describe, expect, it } from 'vitest'
import { compilePattern, PatternError } from '../../src/boundary/pattern.ts'

describe('a pattern', () => {
  it('matches anywhere in a text', () => {
    expect(compilePattern('b+').test('abbc')).toBe(true)
    expect(compilePattern('^b').test('abbc')).toBe(false)
    expect(compilePattern('^\\d{4}-\\d\\d$').test('2024-03')).toBe(true)
    expect(compilePattern('\\p{Lu}').test('é')).toBe(false)
  })

  it('minds the case unless told otherwise', () => {
    expect(compilePattern('refund').test('Refund')).toBe(false)
    expect(compilePattern('refund', { ignoreCase: true }).test('REFUND')).toBe(true)
  })

  it('sees the first mebicharacter of a text', () => {
    const text = `${'x'.repeat(1024 * 1024 - 1)}yz`
    expect(compilePattern('y').test(text)).toBe(true)
    expect(compilePattern('z').test(text)).toBe(false)
  })

  it.each([
    ['(?=a)b', 'look-ahead and look-behind'],
    ['(?!a)', 'look-ahead and look-behind'],
    ['(?<=a)b', 'look-ahead and look-behind'],
    ['(?<!a)b', 'look-ahead and look-behind'],
    ['(a)\\1', 'back-references'],
    ['(?<n>a)\\k<n>', 'back-references'],
    ['\\u00e9', 'write \\x{00e9}'],
    ['[', 'missing closing ]'],
    ['(a', 'missing closing )'],
    ['a{1001}', 'invalid repeat count'],
    ['(a{1000}){1000}', 'invalid repeat count'],
    ['a'.repeat(2001), 'longer than 2,000 characters'],
    ['('.repeat(1500), 'the pattern'],
  ])('%.30j is refused with the reason', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError)
    expect(() => compilePattern(pattern)).toThrow(reason)
  })
})

describe('a catastrophic pattern ends quickly', () => {
  const run = 'a'.repeat(200_000)
  const mixed = Array.from({ length: 200_000 }, (_, i) => 'ab'[(Math.imul(i, 2654435761) >>> 16) & 1]).join(
    '',
  )

  it.each([
    ['^(a+)+$', `${run}b`],
    ['(a|a)*b', run],
    ['^(a|aa)+$', `${run}b`],
    ['(.*)(.*)(.*)(.*)(.*)[^a]$', run],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', run],
    ['(x+x+)+[yz]', 'x'.repeat(200_000)],
    ['(a?){500}a{500}[bc]', run],
    ['([\\p{L}\\d]{1,500}){1,2}[!?]', run],
    ['(?:(?:a|b|ab|ba){1,30}){1,30}[cd]', mixed],
    ['^\\s+|\\s+$', `${' '.repeat(200_000)}x`],
    ['(a|b)*a(a|b){300}[cd]', mixed],
  ])('%s', (pattern, text) => {
    const started = performance.now()
    try {
      expect(typeof compilePattern(pattern).test(text)).toBe('boolean')
    } catch (error) {
      expect(error).toBeInstanceOf(PatternError)
    }
    expect(performance.now() - started).toBeLessThan(4000)
  })
})
