import { describe, expect, it } from 'vitest'
import type { MatcherDefinition } from '../../../src/suite/scorer-definition.ts'
import { at, caseWith, equals, scoreOutput } from '../score-output.ts'

const INVALID = 'invalid 0'

describe('equals', () => {
  const table: [sentence: string, MatcherDefinition, output: string, result: number | string][] = [
    ['equals the same text', equals('billing'), 'billing', 1],
    ['overlooks white space around the output', equals('billing'), '\n billing \n', 1],
    ['overlooks white space around the value, as a YAML block has it', equals('billing\n'), 'billing', 1],
    ['does not overlook white space within', equals('send a mail'), 'send  a mail', 0],
    ['tells upper from lower case', equals('billing'), 'Billing', 0],
    ['ignores case on request', equals('billing', { ignoreCase: true }), 'BILLING', 1],
    ['ignores case of letters that change length', equals('straße', { ignoreCase: true }), 'STRASSE', 1],
    ['does not take a part for the whole', equals('billing'), 'billing.', 0],
    ['matches an empty output only with an empty value', equals(''), '  ', 1],
    ['does not take a number for its text', equals(12.5), '12.5', 0],
    ['takes a number for its text when coerced', equals(12.5, { coerce: true }), ' 12.50\n', 1],
    ['takes a boolean for its text when coerced', equals(true, { coerce: true }), 'true', 1],
    ['keeps the case of a coerced boolean', equals(true, { coerce: true }), 'True', 0],
    ['coerces and ignores case', equals(true, { coerce: true, ignoreCase: true }), 'True', 1],
    ['never coerces null', equals(null, { coerce: true }), 'null', 0],
    ['does not coerce a text that is not a number', equals(0, { coerce: true }), '', 0],
    ['does not coerce NaN', equals(0, { coerce: true }), 'NaN', 0],
    ['does not coerce hexadecimal', equals(16, { coerce: true }), '0x10', 0],
    ['allows a tolerance on a coerced number', equals(12.5, { coerce: true, tolerance: 0.1 }), '12.6', 1],
    ['stops at the tolerance', equals(12.5, { coerce: true, tolerance: 0.1 }), '12.61', 0],
    [
      'compares two texts of numbers with coerce and tolerance',
      equals('12.50', { coerce: true, tolerance: 0 }),
      '12.5',
      0,
    ],
    [
      'compares texts of numbers within a tolerance',
      equals('12.50', { coerce: true, tolerance: 0.01 }),
      '12.51',
      1,
    ],
    ['reads the output as JSON for a map', equals({ queue: 'billing' }), '{ "queue": "billing" }', 1],
    ['reads the output as JSON for a list', equals([1, 'a']), '[1, "a"]', 1],
    ['cannot read prose as a map', equals({ queue: 'billing' }), 'billing', INVALID],
    ['compares a selected number by type', at('$.total', equals(12.5)), '{"total": "12.5"}', 0],
    ['compares a selected number by value', at('$.total', equals(12.5)), '{"total": 12.50}', 1],
    ['keeps white space of a selected text', at('$.queue', equals('billing')), '{"queue": " billing"}', 0],
    ['equals a selected null', at('$.queue', equals(null)), '{"queue": null}', 1],
    ['equals a selected list', at('$.ids[*]', equals(['a', 'b'])), '{"ids": ["a", "b"]}', 1],
    ['minds the order of a list', at('$.ids', equals(['a', 'b'])), '{"ids": ["b", "a"]}', 0],
    ['applies the tolerance at depth', at('$', equals({ a: [1] }, { tolerance: 0.5 })), '{"a": [1.5]}', 1],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })

  it('keeps the type of a variable that is the whole value', async () => {
    const aCase = caseWith({ vars: { mail: 'hello' }, expected: { total: 12.5, queue: 'billing' } })
    const score = (matcher: MatcherDefinition, output: string) => scoreOutput(matcher, output, aCase)
    expect(await score(at('$.total', equals('{{expected.total}}')), '{"total": 12.5}')).toBe(1)
    expect(await score(at('$.total', equals('{{expected.total}}')), '{"total": "12.5"}')).toBe(0)
    expect(await score(at('$', equals('{{ expected }}')), '{"queue": "billing", "total": 12.5}')).toBe(1)
    expect(await score(equals('to {{ expected.queue }}: {{ mail }}'), 'to billing: hello')).toBe(1)
    expect(await score(equals({ queue: '{{expected.queue}}' }), '{"queue": "billing"}')).toBe(1)
  })

  it('takes a tolerance from the case, as a number or as the text of one', async () => {
    const matcher = at('$', equals(10, { tolerance: '{{expected.within}}' }))
    const score = (within: number | string) =>
      scoreOutput(matcher, '10.4', caseWith({ expected: { within } }))
    expect(await score(0.5)).toBe(1)
    expect(await score('0.25')).toBe(0)
  })
})
