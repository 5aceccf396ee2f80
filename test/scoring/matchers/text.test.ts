import { describe, expect, it } from 'vitest'
import type { MatcherDefinition } from '../../../src/suite/scorer-definition.ts'
import { at, caseWith, contains, not, scoreOutput } from '../score-output.ts'

type Table = [sentence: string, MatcherDefinition, output: string, result: number | string][]

function affix(kind: 'starts-with' | 'ends-with', value: string, ignoreCase = false): MatcherDefinition {
  return { kind, value, ignoreCase }
}

function regex(pattern: string, ignoreCase = false): MatcherDefinition {
  return { kind: 'regex', pattern, ignoreCase }
}

describe('contains', () => {
  const table: Table = [
    ['finds a text within the output', contains('contains', ['refund']), 'Your refund is on its way.', 1],
    ['does not find what is not there', contains('contains', ['refund']), 'Your order is on its way.', 0],
    ['tells upper from lower case', contains('contains', ['refund']), 'REFUND', 0],
    ['ignores case on request', contains('contains', ['Refund'], true), 'your REFUND', 1],
    ['finds a number by its text', contains('contains', [42]), 'The answer is 42.', 1],
    ['searches exactly, white space included', contains('contains', [' a ']), 'a', 0],
    ['takes pattern characters literally', contains('contains', ['.*']), 'anything', 0],
    ['all: needs every text', contains('contains-all', ['order', 'refund']), 'an order', 0],
    ['all: in any order', contains('contains-all', ['order', 'refund']), 'refund of the order', 1],
    ['all: asks nothing of an empty list', contains('contains-all', []), 'x', 1],
    ['any: needs one text', contains('contains-any', ['order', 'refund']), 'an order', 1],
    ['any: fails when there is none', contains('contains-any', ['order', 'refund']), 'a mail', 0],
    ['any: an empty list is never satisfied', contains('contains-any', []), 'x', 0],
    ['looks in a selected text', at('$.note', contains('contains', ['late'])), '{"note": "too late"}', 1],
    [
      'looks for items of a selected list',
      at('$.tags', contains('contains', ['a'])),
      '{"tags": ["b", "a"]}',
      1,
    ],
    ['does not look within items', at('$.tags', contains('contains', ['a'])), '{"tags": ["ab"]}', 0],
    ['compares items by type', at('$.ids', contains('contains', ['1'])), '{"ids": [1]}', 0],
    ['compares items deeply', at('$.items', contains('contains', [{ id: 1 }])), '{"items": [{"id": 1}]}', 1],
    ['ignores case of items', at('$.tags', contains('contains', ['A'], true)), '{"tags": ["a"]}', 1],
    [
      'looks in the list of a path with several nodes',
      at('$.items[*].id', contains('contains-all', [1, 2])),
      '{"items": [{"id": 2}, {"id": 1}]}',
      1,
    ],
    ['finds nothing in a map', at('$.map', contains('contains', ['a'])), '{"map": {"a": "a"}}', 0],
    ['finds nothing in a number', at('$.n', contains('contains', [4])), '{"n": 42}', 0],
    ['may look for an empty item', at('$.tags', contains('contains', [''])), '{"tags": ["a"]}', 0],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })

  it('takes its list from the case', async () => {
    const aCase = caseWith({ expected: { words: ['order', 'refund'] } })
    const all = contains('contains-all', '{{expected.words}}')
    expect(await scoreOutput(all, 'refund of the order', aCase)).toBe(1)
    expect(await scoreOutput(all, 'the order', aCase)).toBe(0)
    expect(await scoreOutput(contains('contains-any', '{{expected.words}}'), 'the order', aCase)).toBe(1)
  })
})

describe('starts-with and ends-with', () => {
  const table: Table = [
    ['match the beginning', affix('starts-with', 'Dear'), 'Dear customer', 1],
    ['match the end', affix('ends-with', 'Regards'), 'Kind Regards', 1],
    ['do not match in the middle', affix('starts-with', 'customer'), 'Dear customer', 0],
    ['mind white space', affix('starts-with', 'Dear'), ' Dear', 0],
    ['ignore case on request', affix('ends-with', 'REGARDS', true), 'kind regards', 1],
    ['look at a selected text', at('$.id', affix('starts-with', 'A-')), '{"id": "A-17"}', 1],
    ['do not match a selected number', at('$.id', affix('starts-with', '1')), '{"id": 17}', 0],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })

  it('take their text from the case, a number by its text', async () => {
    const aCase = caseWith({ expected: { year: 2026 } })
    expect(await scoreOutput(affix('starts-with', '{{expected.year}}'), '2026-05-01', aCase)).toBe(1)
  })
})

describe('regex', () => {
  const table: Table = [
    ['finds the pattern anywhere', regex('A-\\d+'), 'order A-17 it is', 1],
    ['is anchored only when it says so', regex('^A-\\d+$'), 'order A-17', 0],
    ['ignores case on request', regex('a-\\d', true), 'A-1', 1],
    ['sees the output as it is', regex('^billing$'), 'billing\n\n', 0],
    ['looks at a selected text', at('$.id', regex('^A')), '{"id": "A-1"}', 1],
    ['does not match a selected list', at('$.ids', regex('A')), '{"ids": ["A"]}', 0],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })

  it('puts a variable into the pattern', async () => {
    const aCase = caseWith({ expected: { id: 'A-17' } })
    expect(await scoreOutput(regex('order {{expected.id}}\\b'), 'order A-17.', aCase)).toBe(1)
    expect(await scoreOutput(not(regex('order {{expected.id}}\\b')), 'order A-171', aCase)).toBe(1)
  })
})

describe('length', () => {
  const length = (unit: 'characters' | 'words' | 'items', bounds: { min?: number; max?: number }) =>
    ({ kind: 'length', unit, ...bounds }) as const
  const table: Table = [
    ['includes its bounds', length('characters', { min: 3, max: 3 }), 'abc', 1],
    ['is too short below the minimum', length('characters', { min: 4 }), 'abc', 0],
    ['is too long above the maximum', length('characters', { max: 2 }), 'abc', 0],
    ['counts code points, not code units', length('characters', { min: 2, max: 2 }), '😀é', 1],
    ['counts a lone surrogate as one', length('characters', { min: 1, max: 1 }), '\ud83d', 1],
    ['counts words', length('words', { min: 3, max: 3 }), '  one two\n\nthree ', 1],
    ['counts no word in white space', length('words', { max: 0 }), ' \n', 1],
    ['counts the items of the output', length('items', { min: 2, max: 2 }), '[1, [2, 3]]', 1],
    ['finds no items in a map', length('items', { min: 0 }), '{"a": 1}', 0],
    ['cannot count the items of prose', length('items', { min: 0 }), 'one, two', 'invalid 0'],
    ['counts what a path selects', at('$.items[*]', length('items', { min: 2 })), '{"items": [1, 2]}', 1],
    ['counts an empty selection', at('$.items[*]', length('items', { max: 0 })), '{}', 1],
    ['counts words of a selected text', at('$.note', length('words', { max: 2 })), '{"note": "a b"}', 1],
    ['a number has no characters', at('$.n', length('characters', { min: 0 })), '{"n": 12}', 0],
  ]
  it.each(table)('%s', async (_, matcher, output, result) => {
    expect(await scoreOutput(matcher, output)).toBe(result)
  })
})
