import { describe, expect, it } from 'vitest'
import type { FileTree } from '../../src/boundary/file-tree.ts'
import { decodeText, readText } from '../../src/boundary/read-text.ts'

const bytes = (...values: readonly number[]) => Uint8Array.from(values)

describe('text', () => {
  it('is UTF-8, without its byte-order mark', () => {
    expect(decodeText(Buffer.from('\ufeffGrüße 👋\r\n'), 'a.md')).toBe('Grüße 👋\r\n')
  })

  it('holds no NUL byte', () => {
    expect(() => decodeText(Buffer.from('one\ntwo\0'), 'a.md')).toThrow(
      'a.md:2: the file holds a NUL byte, so it is not text; save the file as UTF-8 text',
    )
  })

  it('is not UTF-16', () => {
    const text = Buffer.from('\ufeffone', 'utf16le')
    expect(() => decodeText(text, 'a.md')).toThrow('a.md: the file is UTF-16, not UTF-8')
  })

  it.each([
    ['Latin-1', bytes(0x61, 0x0a, 0xe9, 0x0a)],
    ['an overlong form', bytes(0x61, 0x0a, 0xc0, 0xaf)],
    ['a lone surrogate', bytes(0x61, 0x0a, 0xed, 0xa0, 0x80)],
    ['a cut sequence', bytes(0x61, 0x0a, 0xe2, 0x82)],
  ])('that is %s is refused with its line', (_, content) => {
    expect(() => decodeText(content, 'a.md')).toThrow('a.md:2: the file is not valid UTF-8')
  })

  it('of a file that is not there is undefined', async () => {
    const tree: FileTree = { label: 'test', read: async () => undefined, list: async () => [] }
    expect(await readText(tree, 'a.md')).toBeUndefined()
  })
})
