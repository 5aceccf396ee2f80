import * as fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it } from 'vitest'
import { compareRuns, formatMarker, type Marker, parseMarker } from '../../src/github/marker.ts'

const marker: Marker = { name: 'noisefloor', head: 'a'.repeat(40), run: 12, attempt: 1, exit: 1 }

describe('the marker of the comment', () => {
  it('is one HTML comment that says whose it is', () => {
    expect(formatMarker(marker)).toBe(
      `<!-- noisefloor:{"name":"noisefloor","head":"${'a'.repeat(40)}","run":12,"attempt":1,"exit":1} -->`,
    )
  })

  it('comes back as it was, and no name gets out of its HTML comment', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('-->', '--!>', '<!--', '--', ' --><img src=x>'),
    )
    fc.assert(
      fc.property(names, fc.nat(), fc.nat(), (name, run, attempt) => {
        const one = { ...marker, name, run, attempt }
        const line = formatMarker(one)
        expect(line).not.toMatch(/[\r\n]/)
        expect(parseMarker(`${line}\nrest`)).toEqual(one)
        const { children } = fromMarkdown(`${line}\nrest\n`)
        expect(children[0]).toMatchObject({ type: 'html', value: line })
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['below the first line', `text\n${formatMarker(marker)}`],
    ['with text behind it', `${formatMarker(marker)} text`],
    ['with text before it', ` ${formatMarker(marker)}`],
    ['of another tool', '<!-- codecov:{"name":"noisefloor"} -->'],
    ['that is no JSON', '<!-- noisefloor:{name} -->'],
    ['without a run', '<!-- noisefloor:{"name":"noisefloor","head":"a"} -->'],
    ['with an exit code that there is not', formatMarker(marker).replace('"exit":1', '"exit":7')],
  ])('is none %s', (_, body) => {
    expect(parseMarker(body)).toBeUndefined()
  })

  it('orders runs by number, and attempts of one run', () => {
    expect(compareRuns({ ...marker, run: 9 }, { ...marker, run: 10 })).toBeLessThan(0)
    expect(compareRuns({ ...marker, attempt: 10 }, { ...marker, attempt: 9 })).toBeGreaterThan(0)
    expect(compareRuns(marker, { ...marker, head: 'b' })).toBe(0)
  })
})
