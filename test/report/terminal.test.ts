import { stripVTControlCharacters } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import { examples, hostile, regression, reportOfText } from './examples.ts'
import { hostileText } from './hostile-text.ts'

/** Whether a GitHub runner would take the line for a command: `ActionCommand.TryParseV2` and `TryParse` of actions/runner. */
function isCommand(line: string): boolean {
  const trimmed = line.trimStart()
  return (trimmed.startsWith('::') && trimmed.indexOf('::', 2) > 0) || /##\[[^\]]*\]/.test(line)
}

describe('renderTerminal', () => {
  it.each(Object.entries(examples))('tells the state "%s" as reviewed', async (name, report) => {
    const text = renderTerminal(report, { columns: 80, colour: false })
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.txt.snap`)
  })

  it.each([60, 80, 120])('keeps within %i columns, but for the command to copy', (columns) => {
    for (const report of Object.values(examples)) {
      const lines = renderTerminal(report, { columns, colour: false }).split('\n')
      const long = lines.filter((line) => line.length > columns && !line.startsWith('Reproduce: '))
      expect(long).toEqual([])
    }
  })

  it('says the same with colour as without', () => {
    for (const report of Object.values(examples)) {
      const plain = renderTerminal(report, { columns: 80, colour: false })
      const coloured = renderTerminal(report, { columns: 80, colour: true })
      expect(stripVTControlCharacters(coloured)).toBe(plain)
      expect(coloured).not.toBe(plain)
    }
  })

  it('prints nothing from data that a terminal or a runner would act on, at any width', () => {
    const check = (text: string) => {
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
      expect(text.split(/\r\n|\n|\r/).filter(isCommand)).toEqual([])
    }
    check(renderTerminal(hostile, { columns: 80, colour: false }))
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 130 }), (text, columns) => {
        check(renderTerminal(reportOfText(text), { columns, colour: false }))
      }),
    )
  })

  it('stays readable when everything in it is as long as can be', () => {
    expect(renderTerminal(hostile, { columns: 80, colour: false }).split('\n').length).toBeLessThan(500)
    const idle = regression.suites[1]
    const suites = Array.from({ length: 500 }, (_, at) => ({ ...idle!, suite: `suite-${at}` }))
    const text = renderTerminal({ ...regression, suites }, { columns: 80, colour: false })
    expect(text).toContain('suite-39, 460 more: None of its files changed')
  })

  it('calls cases that fell description where the suite did not get worse', () => {
    const [red] = regression.suites
    const passed = {
      ...regression,
      verdict: 'pass' as const,
      suites: [{ ...red!, verdict: 'pass' as const }],
    }
    const text = renderTerminal(passed, { columns: 80, colour: false })
    expect(text).toContain('Cases that fell most (description, not gated)')
    expect(text).not.toContain('Cases that got worse')
    const comment = renderMarkdown(passed)
    expect(comment).toContain('### Cases that fell most (description, not gated)')
    expect(renderMarkdown(regression)).toContain('### Cases that got worse')
  })

  it('uses a table where there is room', () => {
    expect(renderTerminal(regression, { columns: 120, colour: false })).toMatch(
      /metric +role +base → head +change +limit +verdict\n +queue +primary +91 % → 83 % +−8\.0 points/,
    )
  })
})
