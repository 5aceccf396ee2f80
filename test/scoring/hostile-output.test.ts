import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatcherDefinition } from '../../src/suite/scorer-definition.ts'
import { at, caseWith, compile, contains, equals, not, scoreOutput, trialWith } from './score-output.ts'

const INVALID = 'invalid 0'

/** One scorer of each family. */
const everyFamily: Record<string, MatcherDefinition> = {
  equals: equals('a'),
  map: equals({ a: [1] }, { coerce: true, ignoreCase: true, tolerance: 1 }),
  contains: contains('contains', ['a'], true),
  start: { kind: 'starts-with', value: 'a', ignoreCase: true },
  pattern: { kind: 'regex', pattern: '(a+)+$', ignoreCase: false },
  schema: { kind: 'json-schema', schema: { type: 'object', properties: { a: { pattern: '^(a|a)*$' } } } },
  path: at('$..a', contains('contains', [1])),
  words: { kind: 'length', unit: 'words', max: 3 },
  items: { kind: 'length', unit: 'items', max: 3 },
  number: { kind: 'number', min: 0 },
  neither: not({ kind: 'any', matchers: [equals('a'), at('$.a')] }),
}

describe('a hostile output', () => {
  it('never stops the scoring, whatever it is', async () => {
    const scorers = await compile(everyFamily)
    const output = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.string(), fc.double().map(String))
    fc.assert(
      fc.property(output, (text) => {
        const { outcome, scores } = scorers.score(trialWith(text))
        expect(['ok', 'invalid']).toContain(outcome)
        expect(Object.keys(scores)).toEqual(Object.keys(everyFamily))
        for (const score of Object.values(scores)) expect([0, 1]).toContain(score)
      }),
    )
  })

  it('stays inert when it looks like a template', async () => {
    const aCase = caseWith({ vars: { secret: 'hidden' }, expected: { queue: 'billing' } })
    for (const output of ['{{expected.queue}}', '{{ secret }}', '{% include "x" %}']) {
      expect(await scoreOutput(equals('{{expected.queue}}'), output, aCase)).toBe(0)
      expect(await scoreOutput(contains('contains', ['hidden']), output, aCase)).toBe(0)
    }
    const echo = caseWith({ vars: { mail: '{{expected.queue}}' }, expected: { queue: 'billing' } })
    expect(await scoreOutput(equals('{{ mail }}'), 'billing', echo)).toBe(0)
    expect(await scoreOutput(equals('{{ mail }}'), '{{expected.queue}}', echo)).toBe(1)
  })

  it('cannot pretend to have keys through its prototype', async () => {
    const output = '{"__proto__": {"queue": "billing"}, "a": 1}'
    expect(await scoreOutput(at('$.queue', equals('billing')), output)).toBe(0)
    expect(await scoreOutput(equals({ a: 1 }), output)).toBe(0)
    expect(await scoreOutput(at('$.constructor'), '{}')).toBe(0)
    expect(await scoreOutput(at('$.length'), '[1]')).toBe(0)
    const required: MatcherDefinition = { kind: 'json-schema', schema: { required: ['queue'] } }
    expect(await scoreOutput(required, output)).toBe(0)
    expect(({} as Record<string, unknown>)['queue']).toBeUndefined()
  })

  it.each([
    ['lists', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['maps', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['lists that do not end', '['.repeat(500_000)],
  ])('cannot exhaust the stack with nested %s', async (_, output) => {
    const scorers = await compile(everyFamily)
    expect(scorers.score(trialWith(output)).scores).toMatchObject({ map: 0, schema: 0, path: 0, items: 0 })
  })

  it('may nest as deep as people write, and hold brackets in its texts', async () => {
    const deep = '['.repeat(100) + ']'.repeat(100)
    expect(await scoreOutput({ kind: 'json-schema', schema: true }, deep)).toBe(1)
    expect(await scoreOutput({ kind: 'json-schema', schema: true }, `[${deep}]`)).toBe(INVALID)
    const quoted = JSON.stringify({ text: `\\"${'['.repeat(5000)}` })
    expect(await scoreOutput(at('$.text'), quoted)).toBe(1)
  })

  it('cannot make a pattern take exponential time', async () => {
    const pattern: MatcherDefinition = { kind: 'regex', pattern: '^(a+)+$', ignoreCase: false }
    const started = performance.now()
    expect(await scoreOutput(pattern, `${'a'.repeat(50_000)}!`)).toBe(0)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('costs its own score and not the run when an engine gives up on it', async () => {
    const many = JSON.stringify(Array.from({ length: 20_000 }, () => 1))
    expect(await scoreOutput(at('$[*]', { kind: 'length', unit: 'items', min: 1 }), many)).toBe(INVALID)
    expect(await scoreOutput(not(at('$..*', equals([]))), many)).toBe(INVALID)
  })

  it('is seen up to its first MiB, and is then no JSON', async () => {
    const long = `first ${'x'.repeat(2 ** 20)} last`
    expect(await scoreOutput(contains('contains', ['first']), long)).toBe(1)
    expect(await scoreOutput(contains('contains', ['last']), long)).toBe(0)
    const json = JSON.stringify(['x'.repeat(2 ** 20)])
    expect(await scoreOutput({ kind: 'json-schema', schema: true }, json)).toBe(INVALID)
    expect(await scoreOutput({ kind: 'json-schema', schema: true }, `1${' '.repeat(2 ** 20)}`)).toBe(INVALID)
  })

  it('may hold lone surrogates and a byte order mark', async () => {
    expect(await scoreOutput(contains('contains', ['b']), 'a\ud800b')).toBe(1)
    expect(await scoreOutput({ kind: 'regex', pattern: 'b$', ignoreCase: false }, 'a\udc00b')).toBe(1)
    expect(await scoreOutput(at('$.a', equals('\ud800')), '{"a": "\\ud800"}')).toBe(1)
    expect(await scoreOutput(equals('billing'), '\ufeffbilling')).toBe(1)
  })
})
