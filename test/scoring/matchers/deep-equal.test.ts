import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepEqual, type Equality } from '../../../src/scoring/matchers/deep-equal.ts'

const exact: Equality = { coerce: false, ignoreCase: false, tolerance: 0 }
const equality = fc.record({
  coerce: fc.boolean(),
  ignoreCase: fc.boolean(),
  tolerance: fc.constantFrom(0, 0.1, 2),
})
/** Values as an output gives them; −0 is left out, because Node's equality tells it from 0. */
const jsonText = fc.json({ maxDepth: 3 }).filter((text) => !/-0(?![.\d])|-0\.0+(?!\d)/.test(text))
/** Few distinct leaves, so that equal values are common. */
const small = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, 1.05, '', '1', 'true', 'A', 'a'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'toString'), tie('value'), { maxKeys: 2 }),
  ),
})).value

describe('deepEqual', () => {
  it('agrees with Node on JSON values when nothing is relaxed', () => {
    fc.assert(
      fc.property(jsonText, jsonText, (left, right) => {
        const [a, b] = [JSON.parse(left), JSON.parse(right)]
        expect(deepEqual(a, b, exact)).toBe(isDeepStrictEqual(a, b))
      }),
    )
    fc.assert(
      fc.property(small, small, (left, right) => {
        const [a, b] = [JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right))]
        expect(deepEqual(a, b, exact)).toBe(isDeepStrictEqual(a, b))
      }),
      { numRuns: 1000 },
    )
  })

  it('finds every JSON value equal to itself under every option', () => {
    fc.assert(
      fc.property(fc.json(), equality, (text, options) =>
        deepEqual(JSON.parse(text), JSON.parse(text), options),
      ),
    )
  })

  it('is symmetric', () => {
    fc.assert(
      fc.property(
        small,
        small,
        equality,
        (a, b, options) => deepEqual(a, b, options) === deepEqual(b, a, options),
      ),
      { numRuns: 1000 },
    )
  })

  it('only ever finds more equal when it is relaxed', () => {
    fc.assert(
      fc.property(
        small,
        small,
        equality,
        (a, b, options) => !deepEqual(a, b, exact) || deepEqual(a, b, options),
      ),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['a missing key', '{"a": null}', '{}'],
    ['an own key that is inherited elsewhere', '{"toString": 1}', '{}'],
    ['another own key of the same count', '{"__proto__": 1}', '{"a": 1}'],
    ['a __proto__ with other content', '{"__proto__": {"a": "x"}}', '{"__proto__": {"a": "y"}}'],
    ['a list and a map', '["a"]', '{"0": "a"}'],
    ['an empty list and an empty map', '[]', '{}'],
    ['null and an empty map', 'null', '{}'],
    ['a longer list', '[1, 2]', '[1]'],
    ['null and zero', 'null', '0'],
  ])('tells apart %s', (_, left, right) => {
    const loose: Equality = { coerce: true, ignoreCase: true, tolerance: 10 }
    expect(deepEqual(JSON.parse(left), JSON.parse(right), loose)).toBe(false)
    expect(deepEqual(JSON.parse(right), JSON.parse(left), loose)).toBe(false)
  })

  it('ignores the order of keys, and the sign of zero', () => {
    expect(deepEqual(JSON.parse('{"a": 1, "b": 2}'), JSON.parse('{"b": 2, "a": 1}'), exact)).toBe(true)
    expect(deepEqual(-0, 0, exact)).toBe(true)
  })

  it('includes the tolerance itself as it is written in decimals', () => {
    expect(deepEqual(1.1, 1, { ...exact, tolerance: 0.1 })).toBe(true)
    expect(deepEqual(0.3, 0.1, { ...exact, tolerance: 0.2 })).toBe(true)
    expect(deepEqual(1.11, 1, { ...exact, tolerance: 0.1 })).toBe(false)
  })

  it('does not ignore the case of keys', () => {
    expect(deepEqual({ A: 'x' }, { a: 'x' }, { ...exact, ignoreCase: true })).toBe(false)
  })
})
