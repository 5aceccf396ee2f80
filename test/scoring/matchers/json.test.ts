import { describe, expect, it } from 'vitest'
import type { MatcherDefinition } from '../../../src/suite/scorer-definition.ts'
import type { JsonObject } from '../../../src/suite/suite.ts'
import { at, caseWith, equals, not, scoreOutput } from '../score-output.ts'

type Table = [sentence: string, MatcherDefinition, output: string, result: number | string][]

const INVALID = 'invalid 0'

describe('json-schema', () => {
  const schema: JsonObject = {
    type: 'object',
    required: ['queue'],
    properties: { queue: { enum: ['billing', 'orders'] } },
  }
  const valid: MatcherDefinition = { kind: 'json-schema', schema }
  const table: Table = [
    ['accepts what is valid', valid, ' {"queue": "billing"}\n', 1],
    ['refuses what is not', valid, '{"queue": "spam"}', 0],
    ['refuses another type', valid, '[]', 0],
    ['cannot read prose', valid, 'The queue is billing.', INVALID],
    ['does not take a fenced block for JSON', valid, '```json\n{"queue": "billing"}\n```', INVALID],
    ['does not take JSON followed by prose', valid, '{"queue": "billing"} is my answer', INVALID],
    ['does not take two values', valid, '{"queue": "billing"}{"queue": "billing"}', INVALID],
    ['does not take a trailing comma', valid, '{"queue": "billing",}', INVALID],
    ['does not take a byte order mark', valid, '\ufeff{"queue": "billing"}', INVALID],
    ['does not take an empty output', valid, '', INVALID],
    ['checks a selected value', at('$.answer', valid), '{"answer": {"queue": "orders"}}', 1],
    ['accepts any JSON when it is true', { kind: 'json-schema', schema: true }, 'null', 1],
    ['accepts only JSON when it is true', { kind: 'json-schema', schema: true }, 'nil', INVALID],
    ['accepts nothing when it is false', { kind: 'json-schema', schema: false }, 'null', 0],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })

  it('leaves braces in a schema alone', async () => {
    const aCase = caseWith({ expected: { queue: 'billing' } })
    const braces: MatcherDefinition = { kind: 'json-schema', schema: { const: '{{expected.queue}}' } }
    expect(await scoreOutput(braces, '"billing"', aCase)).toBe(0)
    expect(await scoreOutput(braces, '"{{expected.queue}}"', aCase)).toBe(1)
  })
})

describe('json-path', () => {
  const table: Table = [
    ['needs something selected', at('$.queue'), '{"queue": null}', 1],
    ['does not match when nothing is', at('$.queue'), '{}', 0],
    ['needs something from many', at('$.items[*]'), '{"items": []}', 0],
    ['gives the value to its matcher', at('$.queue', equals('billing')), '{"queue": "billing"}', 1],
    ['an absent value matches nothing', at('$.queue', not(equals('billing'))), '{}', 0],
    ['an absent value is not the matcher matching', not(at('$.queue', equals('billing'))), '{}', 1],
    ['gives a list when several may be selected', at('$..id', equals([1])), '{"a": {"id": 1}}', 1],
    ['filters', at('$.items[?@.n > 1].n', equals([2])), '{"items": [{"n": 1}, {"n": 2}]}', 1],
    ['nests', at('$.a', at('$.b', equals(1))), '{"a": {"b": 1}}', 1],
    ['reads a bare text in quotes', at('$', equals('x')), '"x"', 1],
    ['cannot read prose', at('$.queue', equals('billing')), 'billing', INVALID],
    ['cannot read NaN', at('$', equals(0)), 'NaN', INVALID],
    ['takes the last of duplicate keys', at('$.a', equals(2)), '{"a": 1, "a": 2}', 1],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })
})

describe('number', () => {
  const number = (bounds: { min?: number | string; max?: number | string }): MatcherDefinition => ({
    kind: 'number',
    ...bounds,
  })
  const table: Table = [
    ['includes its bounds', number({ min: 2, max: 2 }), ' 2.0\n', 1],
    ['fails below', number({ min: 2 }), '1.99', 0],
    ['fails above', number({ max: 2 }), '2.01', 0],
    ['without bounds asks for a number', number({}), '-1e3', 1],
    ['cannot read prose', number({ min: 0 }), 'forty-two', INVALID],
    ['cannot read a unit', number({ min: 0 }), '42 EUR', INVALID],
    ['cannot read the empty output as zero', number({ min: 0 }), '', INVALID],
    ['cannot read NaN', number({}), 'NaN', INVALID],
    ['cannot read Infinity', number({ min: 0 }), 'Infinity', INVALID],
    ['cannot read what overflows', number({ min: 0 }), '1e999', INVALID],
    ['takes a selected number', at('$.n', number({ min: 1 })), '{"n": 1}', 1],
    ['does not take the text of a number', at('$.n', number({ min: 1 })), '{"n": "1"}', 0],
    ['does not take a selected overflow', at('$.n', number({ min: 1 })), '{"n": 1e999}', 0],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })

  it('takes its bounds from the case', async () => {
    const aCase = caseWith({ expected: { low: 10, high: '20' } })
    const matcher = number({ min: '{{expected.low}}', max: '{{expected.high}}' })
    expect(await scoreOutput(matcher, '15', aCase)).toBe(1)
    expect(await scoreOutput(matcher, '20.5', aCase)).toBe(0)
  })
})
