import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash } from '../../src/boundary/content-hash.ts'

fc.configureGlobal({ seed: 20_260_601 })

describe('the content hash', () => {
  it('is the SHA-256 of the canonical JSON', () => {
    // printf '{"a":[1,"x",null],"b":true}' | sha256sum
    expect(contentHash({ b: true, a: [1, 'x', null] })).toBe(
      'sha256:4d7b28d08614fa6b95c30756c0ebb1630591378c477e0943d35ac08f97b604a3',
    )
  })

  it('does not depend on the order of keys or on entries that are undefined', () => {
    expect(contentHash({ a: 1, b: { c: 2, d: 3 } })).toBe(
      contentHash({ b: { d: 3, c: 2, e: undefined }, a: 1 }),
    )
  })

  it('differs when values differ in type, order or place', () => {
    const values = [
      1,
      '1',
      [1],
      ['1'],
      { 1: 1 },
      [[1]],
      [1, 2],
      [2, 1],
      null,
      false,
      '',
      [],
      {},
      { a: { b: 1 } },
      { 'a.b': 1 },
    ]
    expect(new Set(values.map(contentHash)).size).toBe(values.length)
  })

  it('is that of the value read back from JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        expect(contentHash(JSON.parse(JSON.stringify(value)))).toBe(contentHash(value))
      }),
    )
  })

  it('refuses what JSON cannot hold', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n, Symbol('x'), cycle, undefined]) {
      expect(() => contentHash(value)).toThrow(TypeError)
    }
  })
})
