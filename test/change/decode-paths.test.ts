import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePaths } from '../../src/change/decode-paths.ts'

describe('decodePaths', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !text.includes('\0') && text.isWellFormed())

  it('gives back any names that git may list', () => {
    fc.assert(
      fc.property(fc.array(name), (names) => {
        expect(decodePaths(Buffer.from(names.map((text) => `${text}\0`).join('')))).toEqual(names)
      }),
    )
  })

  it('leaves out a name that is not UTF-8, and keeps its neighbours', () => {
    const bytes = Buffer.concat([Buffer.from('a\0'), Buffer.from([0xff, 0xfe, 0]), Buffer.from('ü\0')])
    expect(decodePaths(bytes)).toEqual(['a', 'ü'])
  })
})
