import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { UserError } from '../../src/boundary/finding.ts'
import { parseYaml } from '../../src/boundary/yaml-source.ts'

fc.configureGlobal({ seed: 20_260_601 })

const read = (text: string) => parseYaml(text, 'a.yaml').value

function mistakes(text: string): string {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return (error as Error).message
  }
  return 'none'
}

describe('a YAML file', () => {
  it('is data of the core schema', () => {
    expect(read('a: 1\nb: [x, 1.5, true, null, ~, "2"]\nc: { d: yes, e: 2024-01-01, f: 1_000 }\n')).toEqual({
      a: 1,
      b: ['x', 1.5, true, null, null, '2'],
      c: { d: 'yes', e: '2024-01-01', f: '1_000' },
    })
    expect(read('1: a\ntrue: b\nnull: c')).toEqual({ 1: 'a', true: 'b', null: 'c' })
  })

  it('may be empty', () => {
    expect(read('')).toBeNull()
    expect(read('# nothing\n')).toBeNull()
  })

  it('may begin with a byte-order mark and end its lines with CR LF', () => {
    expect(read('\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n')).toEqual({ a: 1, b: 'x\ny\n' })
  })

  it('may hold aliases', () => {
    expect(read('a: &x { b: 1 }\nc: *x\nd: [*x, *x]')).toEqual({
      a: { b: 1 },
      c: { b: 1 },
      d: [{ b: 1 }, { b: 1 }],
    })
  })

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(!/__proto__|<</.test(JSON.stringify(value)))
        const written = stringify(value, { aliasDuplicateObjects: false })
        // Through JSON, which has one zero.
        expect(JSON.stringify(read(written))).toBe(JSON.stringify(value))
      }),
      { numRuns: 50 },
    )
  })
})

describe('the place of a value', () => {
  const source = parseYaml(
    'suite: triage\ncases:\n  - id: one\n    vars: &v { mail: hi }\n  - vars: *v\n',
    'a.yaml',
  )

  it.each([
    [[], 'value', 1, 1],
    [['suite'], 'key', 1, 1],
    [['suite'], 'value', 1, 8],
    [['cases', 0, 'id'], 'value', 3, 9],
    [['cases', 1], 'value', 5, 5],
    [['cases', 0, 'vars', 'mail'], 'key', 4, 16],
    [['cases', 1, 'vars', 'mail'], 'value', 4, 22],
    [['cases', 0, 'none', 'deeper'], 'value', 3, 5],
    [['cases', 7], 'value', 3, 3],
  ] as const)('at %j (%s) is %i:%i', (path, part, line, column) => {
    expect(source.locate(path, part)).toEqual({ line, column })
  })
})

describe('a value that needs quotes', () => {
  it.each([
    ['equals: {{expected.queue}}', '1:9', '"{{expected.queue}}"'],
    ['q: { json-path: $.queue, equals: {{expected.queue}} }', '1:34', '"{{expected.queue}}"'],
    ['a: 1\nb:\n  - {{ x }} and more', '3:5', '"{{ x }} and more"'],
    ['a: {{x["y"]}}', '1:4', `'{{x["y"]}}'`],
    ['a: {{x', '1:4', '"{{x"'],
    ['subject: [URGENT] reply', '1:10', '"[URGENT] reply"'],
    ['- [x] done', '1:3', '"[x] done"'],
    ['files: *.md', '1:8', '"*.md"'],
    ['files: *', '1:8', '"*"'],
    ['a: @home', '1:4', '"@home"'],
    ['a: `x`', '1:4', '"`x`"'],
    ['mail: Subject: hello', '1:7', '"Subject: hello"'],
    ['a: !important', '1:4', '"!important"'],
    ['a: >= 5', '1:5', '">= 5"'],
  ])('as %j does is named with what to quote', (text, place, quoted) => {
    const message = mistakes(text)
    expect(message.startsWith(`a.yaml:${place}: `)).toBe(true)
    expect(message.endsWith(`quote this: ${quoted}`)).toBe(true)
    expect(message.split('\n')).toHaveLength(1)
  })
})

describe('a YAML file is refused', () => {
  it.each([
    ['a: 1\nb: 2\na: 3', 'a.yaml:3:1: the key "a" is given twice'],
    ['a: .nan', 'a.yaml:1:4: .nan is not a finite number; quote it if it is text'],
    ['a: [1, -.Inf]', 'a.yaml:1:8: -.Inf is not a finite number; quote it if it is text'],
    ['a: 1e999', 'a.yaml:1:4: 1e999 is not a finite number; quote it if it is text'],
    [
      'id: 12345678901234567890',
      'a.yaml:1:5: the number 12345678901234567890 cannot be held exactly; quote it to make it text',
    ],
    ['a:\n\tb: 1', 'a.yaml:2:1: a tab is used for indentation; indent with spaces'],
    [
      'a: 1\n---\nb: 2',
      'a.yaml:2:1: the file holds more than one YAML document; remove the --- that begins the second',
    ],
    ['%YAML 1.1\n---\na: yes', 'a.yaml:1: the file asks for another YAML than 1.2; remove the %YAML line'],
    ['? { a: 1 }\n: 2', 'a.yaml:1:3: a key is a list or mapping; quote it if it is text'],
    ['<<: { a: 1 }', 'a.yaml:1:1: merge keys (<<) are not part of YAML 1.2; write the keys out'],
    ['a: &x [*x]', 'a.yaml:1:8: the value of the anchor "x" contains itself'],
    ['a: !!binary aGk=', 'a.yaml:1:4: tags (!) are not allowed; if it is text, quote this: "!!binary aGk="'],
    [
      'a: !!js/function "x"',
      'a.yaml:1:4: tags (!) are not allowed; if it is text, quote this: \'!!js/function "x"\'',
    ],
  ])('for %j', (text, message) => {
    expect(mistakes(text)).toBe(message)
  })

  it('with all its mistakes, one a line', () => {
    expect(mistakes('a: {{x}} y\nb: .nan\nc: 1\nc: 2').split('\n')).toEqual([
      'a.yaml:1:4: a value that begins with {{ is read as a mapping; quote this: "{{x}} y"',
      'a.yaml:2:4: .nan is not a finite number; quote it if it is text',
      'a.yaml:4:1: the key "c" is given twice',
    ])
  })

  it.each([
    '__proto__: 1',
    'a: { __proto__: { admin: true } }',
    'a: [{ b: { "__proto__": [] } }]',
    '? __proto__\n: 1',
  ])('when a key could reach a prototype: %j', (text) => {
    expect(mistakes(text)).toContain('the key "__proto__" is not allowed')
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  it('but keys that merely look dangerous are data of their own', () => {
    const value = read('constructor: { prototype: { admin: true } }\ntoString: x') as object
    expect(Object.keys(value)).toEqual(['constructor', 'toString'])
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })
})

describe('a YAML bomb is refused quickly', () => {
  const laughs = (levels: number, width: number) =>
    [
      'a0: &a0 [lol]',
      ...Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(width).fill(`*a${i}`)}]`),
    ].join('\n')

  it.each([
    ['a billion laughs', laughs(9, 10), 'more than 100 aliases are expanded'],
    ['many aliases', `a: &a 1\nb: [${Array(101).fill('*a')}]`, 'more than 100 aliases are expanded'],
    [
      'few aliases of a large text',
      `a: &a ${'x'.repeat(100_000)}\nb: [${Array(20).fill('*a')}]`,
      'longer than 1,000,000',
    ],
    [
      'aliases that nest',
      Array.from({ length: 90 }, (_, i) => `k${i}: &k${i} [[[${i > 0 ? `*k${i - 1}` : 1}]]]`).join('\n'),
      'levels deep',
    ],
    ['nested lists', '['.repeat(100_000), 'more than 100 levels deep'],
    ['nested mappings', '{a: '.repeat(30_000), 'more than 100 levels deep'],
    ['nested compact lists', `${'- '.repeat(50_000)}x`, 'more than 100 levels deep'],
    ['nested explicit keys', '? '.repeat(50_000), 'more than 100 levels deep'],
    [
      'nested block mappings',
      Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'more than 100 levels deep',
    ],
    ['a large file', `a: ${'x'.repeat(300_000)}`, 'larger than 256 KiB'],
    ['thousands of mistakes in one line', '*a '.repeat(50_000), 'not valid YAML'],
    ['thousands of mistakes', 'a: @x\n'.repeat(15_000), 'reserves'],
  ])('%s', (_, text, message) => {
    const started = performance.now()
    const found = mistakes(text)
    expect(performance.now() - started).toBeLessThan(4000)
    expect(found).toContain(message)
    expect(found.length).toBeLessThan(5000)
  })

  it('but a hundred aliases are fine', () => {
    expect(read(`a: &a 1\nb: [${Array(100).fill('*a')}]`)).toMatchObject({ b: Array(100).fill(1) })
  })

  it('and a large mapping is no bomb', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `key${i}: ${i}`).join('\n')
    expect(Object.keys(read(text.slice(0, 250_000)) as object).length).toBeGreaterThan(10_000)
  })
})

describe('any text', () => {
  it('is read or refused with a UserError, and pollutes nothing', () => {
    const piece = fc.constantFrom(
      '- ',
      ': ',
      '? ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&a ',
      '*a',
      '!x ',
      '|\n',
      '>\n',
      '"',
      "'",
      '#',
      '\n',
      '  ',
      '\t',
      '\r',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '__proto__',
      'a',
      '1',
      '.nan',
      '~',
      '<<',
      '{{',
      '}}',
      '\ufeff',
      '\0',
      '\u2028',
      '\ud800',
      '@',
      '`',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        expect(typeof mistakes(pieces.join(''))).toBe('string')
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })
})
