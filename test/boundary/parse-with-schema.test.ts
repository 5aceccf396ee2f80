import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parseWithSchema } from '../../src/boundary/parse-with-schema.ts'
import { parseJson, parseYaml } from '../../src/boundary/yaml-source.ts'

const matcher = z.union([
  z.strictObject({ equals: z.json(), coerce: z.boolean().optional() }),
  z.strictObject({
    contains: z.union([z.string(), z.array(z.string())]),
    'ignore-case': z.boolean().optional(),
  }),
  z.strictObject({ regex: z.string() }),
])

const schema = z.strictObject({
  suite: z.string().min(1),
  target: z
    .strictObject({
      prompt: z.string(),
      model: z.string().regex(/^.+\/.+$/, 'a model is written provider/model'),
    })
    .optional(),
  cases: z.array(z.strictObject({ id: z.string(), tags: z.array(z.string()).min(1).optional() })).default([]),
  scorers: z.record(z.string().regex(/^[a-z]+$/, 'a name has lower-case letters only'), matcher).optional(),
  role: z.enum(['primary', 'guardrail', 'advisory']).default('primary'),
  margin: z.number().gt(0).max(1).optional(),
  count: z.int().min(1).optional(),
  rate: z.union([z.number(), z.strictObject({ rate: z.number(), slack: z.number().optional() })]).optional(),
  kind: z
    .discriminatedUnion('name', [
      z.strictObject({ name: z.literal('a'), left: z.number() }),
      z.strictObject({ name: z.literal('b'), right: z.number() }),
    ])
    .optional(),
})

function mistakes(text: string): readonly string[] {
  try {
    parseWithSchema(schema, parseYaml(text, 'a.yaml'))
  } catch (error) {
    return (error as Error).message.split('\n')
  }
  return []
}

describe('data that a schema takes', () => {
  it('comes back as the schema makes it', () => {
    expect(parseWithSchema(schema, parseYaml('suite: x', 'a.yaml'))).toEqual({
      suite: 'x',
      cases: [],
      role: 'primary',
    })
  })

  it('may be a part of a file', () => {
    const source = parseJson('{"rows": [{"id": "a"}, {"id": 1}]}', 'a.json')
    const row = z.strictObject({ id: z.string() })
    expect(parseWithSchema(row, source, ['rows', 0])).toEqual({ id: 'a' })
    expect(() => parseWithSchema(row, source, ['rows', 1])).toThrow(
      'a.json:1:31: "id": expected text, got the number 1',
    )
  })
})

describe('a mistake is named at its place', () => {
  it.each([
    ['suite: 5', '1:8: "suite": expected text, got the number 5'],
    ['suite: ""', '1:8: "suite": expected at least 1 character, got text ""'],
    ['cases: []', '1:1: "suite" is missing'],
    ['[]', '1:1: expected a mapping, got an empty list'],
    ['', '1:1: expected a mapping, got null'],
    [
      'suite: x\nsweet: y',
      '2:1: unknown key "sweet"; the keys here are suite, target, cases, scorers, role, margin, count, rate, kind',
    ],
    ['suite: x\nmargn: 1', '2:1: unknown key "margn"; did you mean "margin"?'],
    ['suite: x\nmargin: 2', '2:9: "margin": expected a number of at most 1, got the number 2'],
    ['suite: x\nmargin: 0', '2:9: "margin": expected a number greater than 0, got the number 0'],
    ['suite: x\nmargin: null', '2:9: "margin": expected a number, got null'],
    ['suite: x\nmargin: "0.1"', '2:9: "margin": expected a number, got text "0.1"'],
    ['suite: x\ncount: 1.5', '2:8: "count": expected a whole number, got the number 1.5'],
    [
      'suite: x\nrole: guardrial',
      '2:7: "role": expected one of "primary", "guardrail", "advisory", got text "guardrial"; did you mean "guardrail"?',
    ],
    ['suite: x\ncases:\n  - { tags: [a] }', '3:5: "id" is missing'],
    [
      'suite: x\ncases:\n  - { id: a, tags: [b, 1] }',
      '3:24: "tags", item 2: expected text, got the number 1',
    ],
    [
      'suite: x\ncases:\n  - { id: a, tags: [] }',
      '3:20: "tags": expected at least 1 item, got an empty list',
    ],
    ['suite: x\ntarget:\n  prompt: p', '2:1: "model" is missing'],
    ['suite: x\ntarget: { prompt: p, model: gpt }', '2:29: "model": a model is written provider/model'],
    ['suite: x\nscorers: { BAD: { equals: 1 } }', '2:12: "BAD": a name has lower-case letters only'],
  ])('%j', (text, message) => {
    expect(mistakes(text)).toEqual([`a.yaml:${message}`])
  })

  it('and all are named together, in the order of the file', () => {
    expect(mistakes('margin: x\nsuite: 1\nmetrics: []\ncases: [1]')).toEqual([
      'a.yaml:1:9: "margin": expected a number, got text "x"',
      'a.yaml:2:8: "suite": expected text, got the number 1',
      expect.stringContaining('a.yaml:3:1: unknown key "metrics"'),
      'a.yaml:4:9: "cases", item 1: expected a mapping, got the number 1',
    ])
  })

  it('once, when a misspelt key is also missing', () => {
    expect(mistakes('suit: x')).toEqual(['a.yaml:1:1: unknown key "suit"; did you mean "suite"?'])
  })
})

describe('of a union', () => {
  it.each([
    ['scorers: { a: { regx: x } }', '2:17: unknown key "regx"; did you mean "regex"?'],
    ['scorers: { a: { equals: 1, contans: x } }', '2:28: unknown key "contans"; did you mean "contains"?'],
    [
      'scorers: { a: { equals: 1, contains: x } }',
      '2:28: the key "contains" does not go with the other keys here',
    ],
    ['scorers: { a: { regex: 5 } }', '2:24: "regex": expected text, got the number 5'],
    ['scorers: { a: { contains: 5 } }', '2:27: "contains": expected text or a list, got the number 5'],
    ['scorers: { a: {} }', '2:12: one of the keys "equals", "contains", "regex" is needed here'],
    ['scorers: { a: 5 }', '2:15: "a": expected a mapping, got the number 5'],
    ['rate: high', '2:7: "rate": expected a number or a mapping, got text "high"'],
    ['rate: { rat: 1 }', '2:9: unknown key "rat"; did you mean "rate"?'],
    ['kind: { name: c }', '2:15: "name": expected one of "a", "b", got text "c"'],
    ['kind: { left: 1 }', '2:1: "name" is missing; it is one of "a", "b"'],
    ['kind: { name: a }', '2:1: "left" is missing'],
  ])('the branch that fits best is explained: %s', (line, message) => {
    expect(mistakes(`suite: x\n${line}`)).toEqual([`a.yaml:${message}`])
  })
})

it('a custom issue brings its own words and its hint', () => {
  const custom = z.strictObject({ low: z.number(), high: z.number() }).superRefine((value, context) => {
    if (value.low > value.high) {
      context.addIssue({
        code: 'custom',
        path: ['low'],
        message: 'lies above "high"',
        params: { hint: 'swap them' },
      })
    }
  })
  expect(() => parseWithSchema(custom, parseYaml('high: 1\nlow: 2', 'a.yaml'))).toThrow(
    'a.yaml:2:6: "low": lies above "high"; swap them',
  )
})

it('values of any length make short messages', () => {
  const [message] = mistakes(`suite: x\nmargin: ${'y'.repeat(10_000)}`)
  expect(message!.length).toBeLessThan(200)
})
