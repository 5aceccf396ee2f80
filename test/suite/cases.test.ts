import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/load-suite.ts'
import type { Case } from '../../src/suite/suite.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'

function load(cases: string, files: Readonly<Record<string, string>> = {}, more = '') {
  const text = `suite: t
target: { user: Hi, model: sim/m }
${more}
cases:
${cases}
assert: [{ metric: cost, ratio-at-most: 2 }]
`
  return loadSuite(memoryTree({ 'evals/t.eval.yaml': text, ...files }), 'evals/t.eval.yaml')
}

const withoutPlaces = (cases: readonly Case[]) => cases.map(({ place: _, ...rest }) => rest)

describe('dataset files', () => {
  it('give the same cases in every format', async () => {
    const rows = [
      {
        id: 'a',
        mail: 'Hello, "you"',
        total: 12.5,
        vip: true,
        expected: { queue: 'billing' },
        tags: ['x', 'y'],
        weight: 2,
      },
      {
        id: 'b',
        mail: 'two\nlines',
        total: null,
        vip: false,
        expected: { queue: '' },
        tags: ['y'],
        weight: 1,
      },
    ]
    const files = {
      'evals/d.jsonl': rows.map((row) => JSON.stringify(row)).join('\n\n'),
      'evals/d.json': JSON.stringify(rows, null, 2),
      'evals/d.yaml': rows.map((row) => `- ${JSON.stringify(row)}`).join('\n'),
      'evals/d.csv':
        'id,mail,total,vip,expected.queue,tags,weight\r\na,"Hello, ""you""",12.5,true,billing,"x, y",2\r\nb,"two\nlines",,false,,y,\r\n',
    }
    const [jsonl, json, yaml, csv] = await Promise.all([
      load('  - from: d.jsonl', files),
      load('  - from: d.json', files),
      load('  - from: d.yaml', files),
      load('  - { from: d.csv, columns: { total: number, vip: boolean } }', files),
    ])
    expect(withoutPlaces(jsonl.cases)).toMatchInlineSnapshot(`
      [
        {
          "expected": {
            "queue": "billing",
          },
          "id": "a",
          "messages": [],
          "tags": [
            "x",
            "y",
          ],
          "vars": {
            "mail": "Hello, "you"",
            "total": 12.5,
            "vip": true,
          },
          "weight": 2,
        },
        {
          "expected": {
            "queue": "",
          },
          "id": "b",
          "messages": [],
          "tags": [
            "y",
          ],
          "vars": {
            "mail": "two
      lines",
            "total": null,
            "vip": false,
          },
          "weight": 1,
        },
      ]
    `)
    expect(withoutPlaces(json.cases)).toEqual(withoutPlaces(jsonl.cases))
    expect(withoutPlaces(yaml.cases)).toEqual(withoutPlaces(jsonl.cases))
    expect(withoutPlaces(csv.cases)).toEqual(withoutPlaces(jsonl.cases))
    expect(csv.cases.map(({ place }) => place.line)).toEqual([2, 3])
  })

  it('give the same cases in every format, whatever the rows hold', async () => {
    const name = fc
      .stringMatching(/^[a-z]{1,6}$/)
      .filter((word) => !['id', 'tags', 'weight', 'tools', 'vars'].includes(word))
    const cell = fc
      .string({ unit: 'binary', maxLength: 20 })
      .filter((text) => text.isWellFormed() && !text.includes('\u0000'))
    const table = fc
      .uniqueArray(name, { minLength: 1, maxLength: 4 })
      .chain((columns) =>
        fc
          .array(fc.tuple(...columns.map(() => cell)), { minLength: 1, maxLength: 5 })
          .map((rows) => ({ columns, rows })),
      )
    await fc.assert(
      fc.asyncProperty(table, async ({ columns, rows }) => {
        const records = rows.map((row, index) => ({
          id: `row ${index}`,
          ...Object.fromEntries(columns.map((column, at) => [column, row[at]])),
        }))
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const files = {
          'evals/d.jsonl': records.map((record) => JSON.stringify(record)).join('\n'),
          'evals/d.json': JSON.stringify(records),
          'evals/d.csv': [['id', ...columns], ...rows.map((row, index) => [`row ${index}`, ...row])]
            .map((row) => row.map((text) => quote(text ?? '')).join(','))
            .join('\n'),
        }
        const [jsonl, json, csv] = await Promise.all(
          ['jsonl', 'json', 'csv'].map((type) => load(`  - from: d.${type}`, files)),
        )
        expect(withoutPlaces(json!.cases)).toEqual(withoutPlaces(jsonl!.cases))
        expect(withoutPlaces(csv!.cases)).toEqual(withoutPlaces(jsonl!.cases))
      }),
      { numRuns: 50 },
    )
  })

  it('mix with cases in place, several files at a time, over shared values', async () => {
    const { cases } = await load(
      `  - { id: own, vars: { mail: own }, tags: [own] }
  - { from: [a.jsonl, b.csv], defaults: { vars: { lang: de }, tags: [set], weight: 3 } }`,
      { 'evals/a.jsonl': '{"mail":"a","lang":"fr"}', 'evals/b.csv': 'mail,expected_queue\nb,q\n' },
      'defaults: { vars: { lang: en, shop: s }, expected: { tone: kind }, tags: [all] }',
    )
    expect(cases.map(({ vars, expected, tags, weight }) => ({ vars, expected, tags, weight }))).toEqual([
      {
        vars: { lang: 'en', shop: 's', mail: 'own' },
        expected: { tone: 'kind' },
        tags: ['all', 'own'],
        weight: 1,
      },
      {
        vars: { lang: 'fr', shop: 's', mail: 'a' },
        expected: { tone: 'kind' },
        tags: ['all', 'set'],
        weight: 3,
      },
      {
        vars: { lang: 'de', shop: 's', mail: 'b' },
        expected: { tone: 'kind', queue: 'q' },
        tags: ['all', 'set'],
        weight: 3,
      },
    ])
  })

  it('read rows with `vars` as cases', async () => {
    const row = {
      id: 1,
      vars: { id: 'inner' },
      expected: null,
      tags: ['t'],
      messages: [{ role: 'user', content: 'Hi' }],
      tools: { t: 1 },
    }
    const { cases } = await load('  - from: d.jsonl', { 'evals/d.jsonl': JSON.stringify(row) })
    expect(withoutPlaces(cases)).toEqual([{ ...row, id: '1', weight: 1 }])
  })

  it('hold text in CSV, whatever it looks like', async () => {
    const { cases } = await load('  - from: d.csv', { 'evals/d.csv': '\ufeffzip,expected\n01234,null\n' })
    expect(cases[0]).toMatchObject({ vars: { zip: '01234' }, expected: 'null' })
  })

  it('fold `expected…` columns into the expectation', async () => {
    const { cases } = await load(
      '  - { from: d.csv, columns: { expected_total: number, expected.tags: json } }',
      {
        'evals/d.csv': 'mail,expected.a.b,expected_total,expected-queue,expected.tags\nm,1,2,q,"[1]"\n',
      },
    )
    expect(cases[0]).toMatchObject({
      vars: { mail: 'm' },
      expected: { a: { b: '1' }, total: 2, queue: 'q', tags: [1] },
    })
  })
})

describe('the id of a case', () => {
  it('comes from its inputs alone: not from its position, expectation, tags or the file it stands in', async () => {
    const [first] = (await load('  - { vars: { mail: x, n: 1 }, expected: a }')).cases
    const [, second] = (
      await load('  - { vars: { mail: y } }\n  - { vars: { n: 1, mail: x }, expected: b, tags: [t] }')
    ).cases
    const [third] = (
      await load('  - from: d.json', { 'evals/d.json': '[{ "mail": "x", "n": 1, "weight": 9 }]' })
    ).cases
    expect(first?.id).toMatch(/^case-[0-9a-f]{8}$/)
    expect([second?.id, third?.id]).toEqual([first?.id, first?.id])
  })

  it('changes with the inputs', async () => {
    const { cases } = await load(`
  - { vars: { mail: x } }
  - { vars: { mail: "x " } }
  - { vars: { mail: x }, messages: [{ role: user, content: x }] }
  - { vars: { mail: x }, tools: { t: 1 } }
  - { vars: { mail: null } }
  - {}`)
    expect(new Set(cases.map(({ id }) => id)).size).toBe(6)
  })
})

describe('mistakes in cases', () => {
  it.each<[string, string, Record<string, string>?]>([
    ['two equal ids', '  - { id: a, vars: { x: 1 } }\n  - { id: a, vars: { x: 2 } }'],
    [
      'an id that is taken by a dataset',
      '  - { id: a }\n  - from: d.jsonl',
      { 'evals/d.jsonl': '{"id":"b"}\n{"id":"a"}' },
    ],
    ['equal inputs without ids', '  - { vars: { x: 1 } }\n  - { vars: { x: 1 }, expected: b }'],
    ['an empty dataset', '  - from: d.csv', { 'evals/d.csv': 'mail\n' }],
    ['an empty JSON Lines file', '  - from: d.jsonl', { 'evals/d.jsonl': '\n' }],
    ['an empty YAML dataset', '  - from: d.yaml', { 'evals/d.yaml': '# nothing\n' }],
    ['no cases', '  []'],
    ['a dataset that is not a list', '  - from: d.json', { 'evals/d.json': '{ "cases": [] }' }],
    ['rows that are not mappings', '  - from: d.jsonl', { 'evals/d.jsonl': '{"a":1}\n[1]\n"x"' }],
    ['a broken line', '  - from: d.jsonl', { 'evals/d.jsonl': '{"a":1}\n{"a":\n' }],
    ['an unknown key beside vars', '  - from: d.jsonl', { 'evals/d.jsonl': '{"vars":{},"expcted":1}' }],
    ['a null where a value is required', '  - { id: null, weight: null }'],
    [
      'a number that JSON cannot hold',
      '  - { vars: { a: { b: .nan } } }\n  - { id: x, expected: [1, .inf] }',
    ],
    ['a weight of zero', '  - { weight: 0 }'],
    ['a short row in CSV', '  - from: d.csv', { 'evals/d.csv': 'a,b\n1\n' }],
    ['an open quote in CSV', '  - from: d.csv', { 'evals/d.csv': 'a,b\n1,"2\n' }],
    ['two columns of one name', '  - from: d.csv', { 'evals/d.csv': 'a,a\n1,2\n' }],
    [
      'a declared column that is not there',
      '  - { from: d.csv, columns: { totl: number } }',
      { 'evals/d.csv': 'total\n1\n' },
    ],
    [
      'a value that is not of the declared type',
      '  - { from: d.csv, columns: { total: number } }',
      { 'evals/d.csv': 'total\n1\n12 EUR\n' },
    ],
    [
      'column types without CSV',
      '  - { from: d.jsonl, columns: { a: number } }',
      { 'evals/d.jsonl': '{"a":1}' },
    ],
    ['an unknown format', '  - from: d.xlsx', { 'evals/d.xlsx': 'x' }],
    ['a missing dataset', '  - from: data/mail.jsonl', { 'evals/data/mails.jsonl': '{}' }],
    ['an expectation given twice', '  - from: d.jsonl', { 'evals/d.jsonl': '{"expected":1,"expected.a":2}' }],
    ['a prototype in JSON Lines', '  - from: d.jsonl', { 'evals/d.jsonl': '{"a":1,"__proto__":{"b":2}}' }],
    ['a prototype in CSV', '  - from: d.csv', { 'evals/d.csv': 'a,__proto__,expected.__proto__\n1,2,3\n' }],
    ['a key twice in a row', '  - from: d.jsonl', { 'evals/d.jsonl': '{"a":1}\n{"a":1,"a":2}' }],
    [
      'a number that a double cannot hold',
      '  - { from: [d.jsonl, d.csv], columns: { n: number } }',
      { 'evals/d.jsonl': '{"n":12345678901234567890}', 'evals/d.csv': 'n\n12345678901234567890\n' },
    ],
    [
      'a prototype',
      '  - from: d.jsonl\n  - { vars: { __proto__: { a: 1 } } }',
      { 'evals/d.jsonl': '{"a":1,"__proto__":{"b":2}}' },
    ],
  ])('%s', async (_, cases, files = {}) => {
    expect(await findingsOf(load(cases, files))).toMatchSnapshot()
  })

  it('are counted, not listed, beyond the first of a file', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `{"id":"${index}","weight":"heavy"}`).join('\n')
    const findings = (await findingsOf(load('  - from: d.jsonl', { 'evals/d.jsonl': rows }))).split('\n')
    expect(findings).toHaveLength(21)
    expect(findings.at(-1)).toMatchInlineSnapshot(
      `"evals/d.jsonl:21:21: 980 more mistakes from here on (named in evals/t.eval.yaml:5)"`,
    )
  })

  it('includes more cases than a suite may have', async () => {
    const rows = Array.from({ length: 100_001 }, (_, index) => `{"n":${index}}`).join('\n')
    expect(await findingsOf(load('  - from: d.jsonl', { 'evals/d.jsonl': rows }))).toMatchInlineSnapshot(
      `"evals/t.eval.yaml:4:1: the suite has 100001 cases, more than 100000; split it into several suites"`,
    )
  })
})
