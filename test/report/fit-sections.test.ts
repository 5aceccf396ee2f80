import { describe, expect, it } from 'vitest'
import { fitSections } from '../../src/report/fit-sections.ts'

const sections = [
  { what: 'head', importance: 0, forms: ['HEAD'] },
  { what: 'table', importance: 1, forms: ['T'.repeat(100), 'T'.repeat(10)] },
  { what: 'first example', importance: 3, forms: ['A'.repeat(100), ''] },
  { what: 'second example', importance: 3, forms: ['B'.repeat(100), ''] },
  { what: 'notes', importance: 2, forms: ['N'.repeat(50), ''] },
]
const fitted = (limit: number) => fitSections(sections, limit, (what) => `[${what.join(', ')}]`)
const letters = (text: string) => [...new Set(text.replace(/\[.*/, '').replace(/\s/g, ''))].join('')

describe('fitSections', () => {
  it('keeps everything while there is room', () => {
    expect(fitted(1000)).not.toContain('[')
    expect(letters(fitted(1000))).toBe('HEADTBN')
  })

  it('drops the least important first, of equals the later, and says so within the limit', () => {
    expect(fitted(350)).toMatch(/\[second example\]$/)
    expect(fitted(250)).toMatch(/\[first example, second example\]$/)
    for (let limit = 60; limit < 400; limit++) expect(fitted(limit).length).toBeLessThanOrEqual(limit)
  })

  it('shortens what is too important to drop', () => {
    expect(fitted(80)).toBe(`HEAD\n\n${'T'.repeat(10)}\n\n[table, first example, second example, notes]`)
  })

  it('has nothing but the first section where not even the shortest forms fit', () => {
    expect(fitted(10)).toBe('HEAD')
  })
})
