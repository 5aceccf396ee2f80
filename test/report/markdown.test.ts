import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { reportSchema } from '../../src/report/report.ts'
import { aReport, examples, hostile, manySuites, outage, pass, regression, reportOfText } from './examples.ts'
import { hostileText } from './hostile-text.ts'
import { actingNodes, allNodes, blockShape, markdownTree } from './markdown-tree.ts'

describe('renderMarkdown', () => {
  it.each(Object.entries(examples))('tells the state "%s" as reviewed', async (name, report) => {
    expect(reportSchema.parse(report)).toEqual(report)
    await expect(renderMarkdown(report)).toMatchFileSnapshot(`snapshots/${name}.md.snap`)
  })

  it('lets nothing act that comes from data', () => {
    expect(actingNodes(renderMarkdown(hostile))).toEqual([])
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(actingNodes(renderMarkdown(reportOfText(text)))).toEqual([])
      }),
    )
  })

  it('has the same blocks whatever the data say', () => {
    const shape = blockShape(markdownTree(renderMarkdown(reportOfText('word'))))
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(blockShape(markdownTree(renderMarkdown(reportOfText(text))))).toBe(shape)
      }),
    )
  })

  it('keeps every limit from 2,000 characters on, with whole blocks and a line that says what is missing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(regression, manySuites, hostile, outage),
        fc.integer({ min: 2000, max: 40_000 }),
        (report, limit) => {
          const markdown = renderMarkdown(report, { limit })
          expect(markdown.length).toBeLessThanOrEqual(limit)
          expect(actingNodes(markdown)).toEqual([])
          const html = allNodes(markdownTree(markdown)).flatMap((node) =>
            node.type === 'html' ? [node.value] : [],
          )
          const opened = html.filter((tag) => /^<(details|table)>/.test(tag)).length
          expect(html.filter((tag) => /<\/(details|table)>$/.test(tag))).toHaveLength(opened)
          const isWhole = markdown === renderMarkdown(report, { limit: 1_000_000 })
          expect(markdown.includes('_Left out to keep this short: ')).toBe(!isWhole)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('gives up details before examples, and examples before the table', () => {
    const full = renderMarkdown(regression)
    const withoutDetails = renderMarkdown(regression, { limit: full.length - 1 })
    expect(withoutDetails).not.toContain('not affected</summary>')
    expect(withoutDetails).toContain('One trial of')
    const short = renderMarkdown(regression, { limit: 2000 })
    expect(short).not.toContain('One trial of')
    expect(short).toContain('| `queue` | primary |')
    expect(short).toMatch(/^\*\*noisefloor: this pull request makes `triage` worse\.\*\*/)
    expect(short).toContain('> [!CAUTION]')
  })

  it('names the gate when the repository has several', () => {
    expect(renderMarkdown(pass, { name: 'nightly @all' })).toMatch(/^\*\*noisefloor \(`nightly @all`\): /)
  })

  it('shows as many examples as asked', () => {
    const count = (markdown: string) => markdown.split('One trial of').length - 1
    expect(count(renderMarkdown(manySuites))).toBe(3)
    expect(count(renderMarkdown(manySuites, { maxExamples: 0 }))).toBe(0)
    expect(count(renderMarkdown(manySuites, { maxExamples: 5 }))).toBe(5)
  })

  it('shows a box of one kind at most, and only when the check is red', () => {
    for (const report of Object.values(examples)) {
      const boxes = renderMarkdown(report).match(/^> \[!\w+\]$/gm) ?? []
      expect(boxes).toHaveLength(report.conclusion === 'failure' ? 1 : 0)
    }
  })

  it('says so when the files are wrong in many places, and lists them once', () => {
    const finding = 'evals/a.eval.yaml:1:1: unknown key "x"'
    const report = aReport({
      ...outage,
      findings: [finding, finding],
      suites: [{ ...outage.suites[0]!, findings: [finding] }],
    })
    expect(renderMarkdown(report).split('- `evals/a.eval.yaml:1:1`')).toHaveLength(2)
  })

  it('renders the longest outputs in no more than a part of a second', () => {
    const output = `${'{"a":"b"}'.repeat(200_000)}\n`
    const [suite] = regression.suites
    const cases = suite!.cases.map((result) => ({ ...result, example: { base: output, head: output } }))
    const begin = performance.now()
    const markdown = renderMarkdown({ ...regression, suites: [{ ...suite!, cases }] })
    expect(performance.now() - begin).toBeLessThan(5000)
    expect(markdown).toContain('… (the rest is in report.json)')
  })
})
