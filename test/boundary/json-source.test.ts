import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { parseJson } from '../../src/boundary/json-source.ts'

fc.configureGlobal({ seed: 20_260_601 })

const read = (text: string) => parseJson(text, 'a.json').value

function mistakes(text: string): string {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return (error as Error).message
  }
  return 'none'
}

describe('a JSON file', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.constantFrom(undefined, 2, '\t', '\r\n'),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent)
          fc.pre(!text.includes('__proto__'))
          expect(read(text)).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  it('is refused when JSON.parse refuses it, and only then or for what JSON.parse lets pass', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\u00e9"',
      '"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'nul',
      'null',
      ' ',
      '\n',
      '\\',
      '\u0001',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = pieces.join('')
        let parses = true
        try {
          JSON.parse(text)
        } catch {
          parses = false
        }
        const found = mistakes(text)
        if (!parses) expect(found).not.toBe('none')
        else if (found !== 'none') expect(found).toMatch(/given twice|too large|held exactly/)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['', 'a.json:1:1: expected a value, but the text ends'],
    ['{\n  "a": 1,\n}', 'a.json:3:1: expected a key in double quotes, but there is "}"'],
    ['{"a" 1}', 'a.json:1:6: expected ":", but there is "1"'],
    ['[1 2]', 'a.json:1:4: expected "," or "]", but there is "2"'],
    ['{"a": 1', 'a.json:1:8: expected "," or "}", but the text ends'],
    ['{"a": NaN}', 'a.json:1:7: expected a value, but there is "N"'],
    ["{'a': 1}", 'a.json:1:2: expected a key in double quotes, but there is "\'"'],
    ['"abc', 'a.json:1:1: a text is not closed: its second double quote is missing'],
    ['["a\nb"]', 'a.json:1:2: a text holds a line break or tab, or is not closed'],
    ['["\\x"]', 'a.json:1:2: a text holds an escape that JSON does not know'],
    ['1 2', 'a.json:1:3: expected the end of the text, but there is "2"'],
    ['{"a": 1, "\\u0061": 2}', 'a.json:1:10: the key "a" is given twice'],
    ['[1e999]', 'a.json:1:2: the number 1e999 is too large'],
    [
      '[12345678901234567890]',
      'a.json:1:2: the number 12345678901234567890 cannot be held exactly; quote it to make it text',
    ],
    ['{"a": {"__proto__": 1}}', 'a.json:1:8: the key "__proto__" is not allowed'],
    ['{"\\u005f_proto__": 1}', 'a.json:1:2: the key "__proto__" is not allowed'],
    ['['.repeat(200_000), 'a.json:1:101: values are nested more than 100 levels deep'],
    ['{"a":'.repeat(200_000), 'a.json:1:501: values are nested more than 100 levels deep'],
  ])('that is %.40j is refused', (text, message) => {
    expect(mistakes(text)).toBe(message)
  })

  it('may be one line of a larger file', () => {
    expect(() => parseJson('{"a": x}', 'rows.jsonl', 17)).toThrow('rows.jsonl:17:7: expected a value')
    expect(parseJson('{"a": 1}', 'rows.jsonl', 17).locate(['a'])).toEqual({ line: 17, column: 7 })
  })

  it('may begin with a byte-order mark', () => {
    expect(read('\ufeff[1]')).toEqual([1])
  })

  it('of many megabytes takes seconds at most', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({
      id: `row ${i}`,
      text: 'He said "no\\n" and left.'.repeat(4),
    }))
    const text = JSON.stringify(rows)
    const started = performance.now()
    const source = parseJson(text, 'a.json')
    expect(source.locate([99_999, 'id']).line).toBe(1)
    expect(performance.now() - started).toBeLessThan(4000)
    expect(mistakes(`["${'x'.repeat(16 * 1024 * 1024)}"]`)).toBe('a.json: the file is larger than 16 MiB')
  })
})

describe('the place of a value', () => {
  const source = parseJson(
    '{\n  "a": [\n    { "b": 1 },\n    { "b": 2, "a": [] }\n  ],\n  "b": "x"\n}',
    'a.json',
  )

  it.each([
    [[], 'value', 1, 1],
    [['a'], 'key', 2, 3],
    [['a'], 'value', 2, 8],
    [['a', 1], 'value', 4, 5],
    [['a', 1, 'b'], 'value', 4, 12],
    [['a', 1, 'a'], 'key', 4, 15],
    [['b'], 'value', 6, 8],
    [['a', 0, 'none'], 'value', 3, 5],
    [['none', 0], 'value', 1, 1],
  ] as const)('at %j (%s) is %i:%i', (path, part, line, column) => {
    expect(source.locate(path, part)).toEqual({ line, column })
  })
})
