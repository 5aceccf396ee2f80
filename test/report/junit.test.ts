import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderJunit } from '../../src/report/junit.ts'
import type { Report } from '../../src/report/report.ts'
import { aMetric, aReport, aSuite, examples, hostile, regression, reportOfText } from './examples.ts'
import { hostileText } from './hostile-text.ts'
import { readXml, type XmlNode } from './read-xml.ts'

/**
 * The structure of `junit-10.xsd` (Jenkins' xunit plugin), as far as we write it: what an element may hold, and its attributes; those with
 * `!` are required. `text` is mixed content.
 */
const SCHEMA: Readonly<
  Record<string, { readonly holds: readonly string[]; readonly attributes: readonly string[] }>
> = {
  testsuites: { holds: ['testsuite'], attributes: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    holds: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'time', 'skipped', 'timestamp', 'id', 'file'],
  },
  properties: { holds: ['property'], attributes: [] },
  property: { holds: [], attributes: ['name!', 'value!'] },
  testcase: {
    holds: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    attributes: ['name!', 'time', 'classname'],
  },
  failure: { holds: ['text'], attributes: ['type', 'message'] },
  error: { holds: ['text'], attributes: ['type', 'message'] },
  skipped: { holds: ['text'], attributes: ['type', 'message'] },
  'system-out': { holds: ['text'], attributes: [] },
}
const SUREFIRE_TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?$/

function violations(node: XmlNode): string[] {
  const rule = SCHEMA[node.name]
  if (rule === undefined) return [`<${node.name}> is not known`]
  const names = Object.keys(node.attributes)
  const known = rule.attributes.map((name) => name.replace('!', ''))
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => `${node.name}/@${name}`),
    ...rule.attributes
      .filter((name) => name.endsWith('!') && !names.includes(name.slice(0, -1)))
      .map((name) => `${node.name} lacks ${name}`),
    ...(node.attributes['time'] === undefined || SUREFIRE_TIME.test(node.attributes['time']) ? [] : ['time']),
    ...(node.text !== '' && !rule.holds.includes('text') && node.name !== 'system-out'
      ? [`${node.name} has text`]
      : []),
    ...node.children
      .filter(({ name }) => !rule.holds.includes(name))
      .map(({ name }) => `${node.name}/${name}`),
    ...node.children.flatMap(violations),
  ]
}

function all(node: XmlNode, name: string): readonly XmlNode[] {
  return [...(node.name === name ? [node] : []), ...node.children.flatMap((child) => all(child, name))]
}

const read = (report: Report): XmlNode => readXml(renderJunit(report))
const resultsOf = (report: Report) =>
  all(read(report), 'testcase').map(({ attributes, children }) => [attributes['name'], children[0]!.name])

describe('renderJunit', () => {
  it('is a test suite for each suite and a test case for each claim', async () => {
    await expect(renderJunit(regression)).toMatchFileSnapshot('snapshots/regression.junit.xml.snap')
  })

  it.each(Object.entries(examples))(
    'has the structure that readers of JUnit check, for "%s"',
    (_, report) => {
      expect(violations(read(report))).toEqual([])
    },
  )

  it.each(Object.entries(examples))('fails where the check fails, and only there, for "%s"', (_, report) => {
    const root = read(report)
    const bad = all(root, 'failure').length + all(root, 'error').length
    expect(bad > 0).toBe(report.exit_code !== 0)
    expect(all(root, 'testcase').length).toBeGreaterThan(0)
  })

  it('counts what it holds', () => {
    for (const report of Object.values(examples)) {
      const root = read(report)
      for (const node of [root, ...all(root, 'testsuite')]) {
        const count = (name: string) => String(all(node, name).length)
        expect(node.attributes).toMatchObject({
          tests: count('testcase'),
          failures: count('failure'),
          errors: count('error'),
          ...(node.name === 'testsuite' ? { skipped: count('skipped') } : {}),
        })
      }
    }
  })

  it.each([
    ['neutral', 0, 'skipped'],
    ['failure', 1, 'failure'],
    ['success', 0, 'system-out'],
  ] as const)('takes what is inconclusive as the policy does: %s', (conclusion, exit_code, element) => {
    const suite = aSuite({ verdict: 'inconclusive', metrics: [aMetric({ verdict: 'inconclusive' })] })
    const report = aReport({ verdict: 'inconclusive', conclusion, exit_code, suites: [suite] })
    expect(resultsOf(report)).toEqual([['queue no-regression', element]])
  })

  it('does not hold an unapproved change of the gate against what is inconclusive', () => {
    const suite = aSuite({ verdict: 'inconclusive', metrics: [aMetric({ verdict: 'inconclusive' })] })
    const change = { description: 'margin 0.1 → 0.2', file: 'a.yaml', loosens: true, approved: false }
    const report = aReport({
      verdict: 'inconclusive',
      conclusion: 'failure',
      exit_code: 1,
      suites: [suite],
      gate_changes: [change],
    })
    expect(resultsOf(report).map(([, element]) => element)).toEqual(['skipped', 'failure'])
  })

  it('lets no advisory metric fail, and says its verdict', () => {
    const advisory = aMetric({ metric: 'tone', role: 'advisory', verdict: 'regression', reason: 'dropped' })
    const report = aReport({ suites: [aSuite({ metrics: [aMetric(), advisory] })] })
    expect(resultsOf(report).map(([, element]) => element)).toEqual(['system-out', 'system-out'])
    expect(all(read(report), 'system-out')[1]!.text).toMatch(/^regression \(advisory\): dropped/)
  })

  it('lets no claim of a suite pass that could not be judged', () => {
    const suite = aSuite({ verdict: 'not-evaluable', reason: 'too many calls were lost' })
    const report = aReport({ verdict: 'not-evaluable', conclusion: 'failure', exit_code: 2, suites: [suite] })
    expect(resultsOf(report)).toEqual([
      ['suite', 'error'],
      ['queue no-regression', 'skipped'],
    ])
  })

  it('shares the time of a suite out among its claims, so that sums are right', () => {
    const suite = aSuite({ metrics: [aMetric(), aMetric({ metric: 'format' })], duration_ms: 3000 })
    const root = read(aReport({ suites: [suite] }))
    expect(root.attributes['time']).toBe('72.400')
    expect(all(root, 'testsuite')[0]!.attributes['time']).toBe('3.000')
    expect(all(root, 'testcase').map(({ attributes }) => attributes['time'])).toEqual(['1.500', '1.500'])
  })

  it('stays well-formed and whole whatever the data hold', () => {
    const check = (report: Report) => expect(violations(read(report))).toEqual([])
    check(hostile)
    fc.assert(
      fc.property(hostileText, (text) => {
        check(reportOfText(text))
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        check(reportOfText(text))
      }),
    )
  })

  it('gives text back as it was, where XML can hold it', () => {
    const reason = 'a < b && c > "d", \'e\'\nnext\tline ]]> 😀'
    const suite = aSuite({ verdict: 'regression', metrics: [aMetric({ verdict: 'regression', reason })] })
    const report = aReport({ verdict: 'regression', conclusion: 'failure', exit_code: 1, suites: [suite] })
    expect(all(read(report), 'failure')[0]!.attributes['message']).toBe(`${reason}.`)
  })
})
