import { describe, expect, it } from 'vitest'
import { compileJsonSchema, JsonSchemaError } from '../../src/boundary/json-schema.ts'

const check = (schema: unknown, value: unknown) => compileJsonSchema(schema).check(value)

describe('a JSON Schema', () => {
  const schema = {
    type: 'object',
    properties: { queue: { enum: ['billing', 'support'] }, score: { type: 'integer', minimum: 1 } },
    required: ['queue'],
    additionalProperties: false,
  }

  it('finds nothing in a valid value', () => {
    expect(check(schema, { queue: 'billing', score: 3 })).toEqual([])
    expect(check(true, 'anything')).toEqual([])
  })

  it('names all that is wrong, with its place', () => {
    expect(check(schema, { queue: 'sales', score: 0, extra: 1 })).toEqual([
      'the value must NOT have additional properties: "extra"',
      '/queue must be equal to one of the allowed values: ["billing","support"]',
      '/score must be >= 1',
    ])
    expect(check(schema, {})).toEqual(["the value must have required property 'queue'"])
    expect(check(false, 1)).toHaveLength(1)
  })

  it('names ten violations at most', () => {
    expect(check({ items: { type: 'string' } }, Array(100).fill(1))).toHaveLength(10)
  })

  it('checks each of several patterns', () => {
    const patterns = {
      properties: { a: { pattern: '^a+$' }, b: { pattern: '^b+$' } },
      patternProperties: { '^c': { type: 'number' } },
    }
    expect(check(patterns, { a: 'aa', b: 'bb', c1: 1, d: 'x' })).toEqual([])
    expect(check(patterns, { a: 'bb', b: 'aa', c1: 'x' })).toEqual([
      '/a must match pattern "^a+$"',
      '/b must match pattern "^b+$"',
      '/c1 must be number',
    ])
  })

  it('reaches into itself', () => {
    const tree = {
      $defs: { node: { properties: { next: { $ref: '#/$defs/node' }, v: { type: 'number' } } } },
      $ref: '#/$defs/node',
    }
    expect(check(tree, { next: { next: { v: 'x' } } })).toEqual(['/next/next/v must be number'])
  })

  it('may be of an earlier draft, where it means the same', () => {
    const draft7 = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      definitions: { q: { type: 'string' } },
      properties: { q: { $ref: '#/definitions/q' } },
    }
    expect(check(draft7, { q: 1 })).toEqual(['/q must be string'])
  })

  it('may hold notes', () => {
    expect(
      check(
        {
          'x-owner': 'team',
          example: 1,
          title: 't',
          description: 'd',
          format: 'email',
          default: 1,
          type: 'string',
        },
        'no mail',
      ),
    ).toEqual([])
  })

  it('sees own properties only', () => {
    expect(check({ required: ['constructor', 'toString'] }, {})).toHaveLength(2)
    expect(check({ properties: { constructor: { type: 'string' } } }, {})).toEqual([])
  })

  it.each([
    [
      { $ref: 'http://169.254.169.254/latest' },
      '"$ref": "http://169.254.169.254/latest" is not in the schema itself, and nothing is fetched',
    ],
    [{ $ref: 'other.json#/a' }, '"$ref": "other.json#/a" is not in the schema itself'],
    [{ $ref: 'file:///etc/passwd' }, 'is not in the schema itself'],
    [{ $ref: '#/$defs/none' }, 'is not in the schema itself'],
    [{ $schema: 'http://example.com/own' }, 'dialect "http://example.com/own" is not supported'],
    [{ requird: ['a'] }, 'unknown keyword: "requird"'],
    [{ type: 'strng' }, '/type must be equal to one of the allowed values'],
    [{ items: [{}, {}] }, '/items must be object,boolean'],
    [{ pattern: '(?=a)' }, 'look-ahead'],
    [{ patternProperties: { '(a)\\1': {} } }, 'back-references'],
    [{ $async: true }, '$async'],
    ['text', 'a JSON Schema is a mapping, true or false'],
    [null, 'a JSON Schema is a mapping, true or false'],
    [[], 'a JSON Schema is a mapping, true or false'],
    [{ enum: Array(10_001).fill(0) }, 'too large'],
  ])('%.60j cannot be used', (schema, reason) => {
    expect(() => compileJsonSchema(schema)).toThrow(JsonSchemaError)
    expect(() => compileJsonSchema(schema)).toThrow(reason)
  })

  it('takes $data as a value and never as a reference', () => {
    expect(check({ properties: { a: { const: { $data: '1/b' } } } }, { a: 5, b: 5 })).toHaveLength(1)
  })

  it('never runs what its texts say', () => {
    const evil = '"+(globalThis.polluted=1)+"'
    const payloads = [
      evil,
      '`$' + '{globalThis.polluted=1}`',
      '*/globalThis.polluted=1/*',
      "'];globalThis.polluted=1;//",
      'a\u2028globalThis.polluted=1',
      '\\',
    ]
    for (const text of payloads) {
      const schema = {
        $comment: text,
        title: text,
        properties: { [text]: { const: text, description: text } },
        required: [text],
        dependentRequired: { [text]: [text] },
        enum: [{ [text]: text }],
        $defs: { [text]: { type: 'string' } },
      }
      expect(check(schema, { [text]: 1 })).not.toEqual([])
    }
    expect(Object.hasOwn(globalThis, 'polluted')).toBe(false)
  })
})

describe('a schema that would not end', () => {
  it('because of its pattern ends at once', () => {
    const started = performance.now()
    expect(check({ pattern: '^(a+)+$' }, `${'a'.repeat(100_000)}b`)).toHaveLength(1)
    expect(check({ patternProperties: { '^(a+)+$': false } }, { [`${'a'.repeat(40)}b`]: 1 })).toEqual([])
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('because its branches multiply is stopped', () => {
    const $defs: Record<string, unknown> = { d40: { type: 'string' } }
    for (let i = 0; i < 40; i++)
      $defs[`d${i}`] = { anyOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] }
    expect(() => check({ $defs, $ref: '#/$defs/d0' }, 1)).toThrow(JsonSchemaError)
  })

  it('because it refers to itself is stopped', () => {
    expect(() => check({ $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' }, 1)).toThrow(
      JsonSchemaError,
    )
  })

  it('for a value of any size is not begun', () => {
    let deep: unknown = 1
    for (let level = 0; level < 200; level++) deep = [deep]
    expect(check({ type: 'array' }, deep)).toEqual(['is too large to be checked'])
    expect(check({ type: 'array' }, Array(200_000).fill(1))).toEqual(['is too large to be checked'])
  })
})
