import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedLines } from '../../src/github/changed-lines.ts'

describe('the changed lines of a file', () => {
  it.each([
    ['nothing changed', 'a\nb\n', 'a\nb\n', []],
    ['a line changed', 'a\nb\nc\n', 'a\nB\nc\n', [[2, 2]]],
    ['lines were added', 'a\nd\n', 'a\nb\nc\nd\n', [[2, 3]]],
    ['a line was removed', 'a\nb\nc\n', 'a\nc\n', [[2, 2]]],
    ['the last line was removed', 'a\nb\n', 'a\n', [[1, 1]]],
    ['everything was removed', 'a\nb\n', '', [[1, 1]]],
    ['the file is new', '', 'a\nb\n', [[1, 2]]],
    [
      'two places changed',
      '1\n2\n3\n4\n5\n',
      'one\n2\n3\n4\nfive\n',
      [
        [1, 1],
        [5, 5],
      ],
    ],
    ['only the ends of lines changed', 'a\r\nb\r\n', 'a\nb\n', []],
  ])('are right when %s', (_, base, head, ranges) => {
    expect(changedLines(base, head).map(({ start, end }) => [start, end])).toEqual(ranges)
  })

  it('are what is not common: the other lines are a subsequence of base', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
      .map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (base, head) => {
        const ranges = changedLines(base, head)
        const total = Math.max(1, head === '' ? 0 : head.split('\n').length)
        let last = 0
        for (const { start, end } of ranges) {
          expect(start).toBeGreaterThanOrEqual(Math.max(1, last))
          expect(end).toBeGreaterThanOrEqual(start)
          expect(end).toBeLessThanOrEqual(total)
          last = end
        }
        const rest = head
          .split('\n')
          .filter((_, index) => !ranges.some(({ start, end }) => index + 1 >= start && index + 1 <= end))
        let at = 0
        for (const line of base.split('\n')) if (at < rest.length && rest[at] === line) at += 1
        expect(head === '' ? 0 : rest.length - at).toBe(0)
        if (base !== head) expect(ranges.length).toBeGreaterThan(0)
      }),
    )
  })

  it('of files with nothing in common are one range, in no time', () => {
    const lines = (prefix: string) =>
      Array.from({ length: 50_000 }, (_, index) => `${prefix}${index}`).join('\n')
    expect(changedLines(lines('a'), lines('b'))).toEqual([{ start: 1, end: 50_000 }])
  })
})
