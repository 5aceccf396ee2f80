import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cell, fence, inlineCode, prose, proseCell } from '../../src/report/markdown-text.ts'
import { hostileText } from './hostile-text.ts'
import { actingNodes, allNodes, blockShape, markdownTree } from './markdown-tree.ts'

const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u

describe('text from data in Markdown', () => {
  it('is one code span as a name, whatever it holds', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = `before ${inlineCode(text)} after`
        const tree = markdownTree(markdown)
        expect(blockShape(tree)).toBe('root(paragraph)')
        expect(allNodes(tree).map(({ type }) => type)).toEqual([
          'root',
          'paragraph',
          'text',
          'inlineCode',
          'text',
        ])
        expect(markdown).not.toMatch(INVISIBLE)
      }),
    )
  })

  it('stays in its cell of a table', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const table = `| a | b | c |\n| --- | --- | --- |\n| ${cell(text)} | ${proseCell(text)} | end |`
        const tree = markdownTree(table)
        const cells = 'tableCell tableCell tableCell'
        expect(blockShape(tree)).toBe(`root(table(tableRow(${cells}) tableRow(${cells})))`)
        const last = allNodes(tree).findLast(({ type }) => type === 'text')
        expect(last).toMatchObject({ value: 'end' })
        expect(actingNodes(table)).toEqual([])
      }),
    )
  })

  it('is a sentence in which nothing acts, at the start of a line and within one', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = `${prose(text)}\n\n- ${prose(text)} end\n\n> ${prose(text)}`
        expect(actingNodes(markdown)).toEqual([])
        expect(allNodes(markdownTree(`x ${prose(text)}`)).map(({ type }) => type)).not.toContain('emphasis')
        expect(prose(text)).not.toMatch(/\n/)
      }),
    )
  })

  it('is one fenced block, with its lines as they were', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tree = markdownTree(`before\n\n${fence(text)}\n\nafter`)
        expect(blockShape(tree)).toBe('root(paragraph code paragraph)')
        expect(actingNodes(fence(text))).toEqual([])
      }),
    )
    expect(fence('a\r\nb\n  c\n')).toBe('```text\na\nb\n  c\n```')
    expect(fence('````\nx')).toBe('`````text\n````\nx\n`````')
  })

  it('reads as written where nothing in it is special', () => {
    expect(prose('a drop of 5 points is ruled out after 1,200 pairs (90 % of them)')).toBe(
      'a drop of 5 points is ruled out after 1,200 pairs (90 % of them)',
    )
    expect(prose('see prompts/triage.md, line 3')).toBe('see `prompts/triage.md`, line 3')
    expect(prose('the assertion says `cases: fail`')).toBe('the assertion says `cases: fail`')
    expect(inlineCode('refund-angry')).toBe('`refund-angry`')
  })

  it('marks what GitHub would link or notify as code', () => {
    expect(prose('@octocat fixed #12 in 4f0c1d2b7a')).toBe('`@octocat` fixed `#12` in `4f0c1d2b7a`')
    expect(prose('a@b.cc :+1: defaced')).toBe('`a@b.cc` `:+1`: `defaced`')
  })

  it('abbreviates long names and sentences, and shows that a name is empty', () => {
    expect(inlineCode('x'.repeat(10_000))).toHaveLength(82)
    expect(prose('word '.repeat(10_000)).length).toBeLessThanOrEqual(1000)
    expect(inlineCode('\u200B')).toBe('`(empty)`')
  })

  it('cannot forge the marker by which a comment is found', () => {
    expect(fence('<!-- noisefloor -->')).not.toContain('<!--')
    expect(inlineCode('<!-- noisefloor -->')).not.toContain('<!--')
  })
})
