import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notesBesideHeadline, plainHeadline } from '../../src/report/headline.ts'
import type { MetricReport } from '../../src/report/report.ts'
import { aMetric, aReport, aSuite, examples, manySuites, regression, reportOfText } from './examples.ts'
import { hostileText } from './hostile-text.ts'

const told = (report: Parameters<typeof plainHeadline>[0]) => plainHeadline(report, 'this pull request')

describe('headline', () => {
  it('has a sentence for every state', () => {
    const sentences = Object.entries(examples).filter(([name]) => name !== 'hostile')
    expect(Object.fromEntries(sentences.map(([name, report]) => [name, told(report)]))).toMatchSnapshot()
  })

  it('fits a title by leaving out whole sentences', () => {
    const title = plainHeadline(manySuites, 'this pull request', 255)
    expect(title).toBe(
      'this pull request makes team-d-suite-4, team-b-suite-17 and team-e-suite-30 worse. ' +
        'team-d-suite-4: queue fell from 91 % to 83 % (−8.0 points, 90 % interval −12.0 to −4.0); a drop of 5 points blocks.',
    )
    expect(plainHeadline(regression, 'this change', 40)).toBe('this change makes triage worse.')
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, most) => {
        expect(plainHeadline(reportOfText(text), 'this pull request', most).length).toBeLessThanOrEqual(most)
      }),
    )
  })

  it('counts suites where there are too many to name', () => {
    const suites = Array.from({ length: 6 }, (_, at) =>
      aSuite({ suite: `s${at}`, verdict: 'regression', metrics: [] }),
    )
    expect(told(aReport({ verdict: 'regression', suites }))).toBe(
      'this pull request makes s0, s1 and 4 more worse.',
    )
    const passing = suites.map((suite) => aSuite({ ...suite, verdict: 'pass' }))
    expect(told(aReport({ suites: passing }))).toBe('this pull request does not make any of 6 suites worse.')
  })

  it('tells all notes where only they say why nothing was judged', () => {
    const notes = ['no suite was found', 'add one']
    const empty = aReport({ verdict: 'not-evaluable', conclusion: 'failure', notes })
    expect(told(empty)).toBe('this pull request could not be judged. no suite was found. add one.')
    expect(notesBesideHeadline(empty)).toEqual([])
    expect(notesBesideHeadline({ ...regression, notes })).toEqual(notes)
  })

  it('does not say that no model was called when new cases were tried', () => {
    const fresh = {
      case: 'fresh',
      metric: 'queue',
      form: 'new' as const,
      verdict: 'inconclusive' as const,
      base: { mean: null, trials: 0 },
      head: { mean: 1, trials: 3 },
    }
    const suites = [aSuite({ verdict: 'unaffected', cases: [fresh] })]
    expect(told(aReport({ verdict: 'unaffected', suites }))).toBe(
      'this pull request adds cases and changes nothing else that reaches a model. The new cases were run in head alone and are shown; nothing judges them.',
    )
  })

  it('adds to a regression that the gate was loosened too', () => {
    const change = { description: 'margin 0.05 → 0.2', file: 'a', loosens: true, approved: false }
    expect(told({ ...regression, gate_changes: [change] })).toContain(
      'It also loosens the gate without approval.',
    )
    expect(told({ ...regression, gate_changes: [{ ...change, approved: true }] })).not.toContain('loosens')
  })

  it('says why a drop smaller than the margin blocks', () => {
    const metric = aMetric({
      verdict: 'regression',
      head: { mean: 0.878, trials: 240 },
      delta: { estimate: -0.03, low: -0.05, high: -0.01, level: 0.9 },
    })
    const report = aReport({
      verdict: 'regression',
      suites: [aSuite({ verdict: 'regression', metrics: [metric] })],
    })
    expect(told(report)).toContain('; a proven drop of more than 1.7 points blocks.')
  })

  it('says of a new suite that it meets what is required, not that it did not get worse', () => {
    const absolute = aMetric({
      assertion: 'at-least',
      limit: 0.9,
      slack: 0.05,
      base: { mean: null, trials: 0 },
      delta: null,
      absolute: { estimate: 0.97, low: 0.91, high: 0.99, level: 0.9 },
    })
    const cases = [
      {
        case: 'a',
        metric: 'queue',
        form: 'new' as const,
        verdict: 'inconclusive' as const,
        base: { mean: null, trials: 0 },
        head: { mean: 1, trials: 3 },
      },
    ]
    const fresh = aSuite({ suite: 'fresh', affected_cases: 0, cases, metrics: [absolute] })
    expect(told(aReport({ suites: [fresh] }))).toMatch(
      /^what this pull request adds to fresh meets what is required of it\. queue is 97 %/,
    )
    expect(told(aReport({ suites: [fresh, aSuite()] }))).toMatch(
      /^this pull request does not make triage worse\./,
    )
    const edited = { ...fresh, suite: 'old', cases: [{ ...cases[0]!, form: 'edited' as const }] }
    const red = [fresh, edited].map((suite) => ({ ...suite, verdict: 'regression' as const }))
    expect(told(aReport({ verdict: 'regression', suites: red }))).toMatch(
      /^what this pull request adds to and edits in fresh and old misses what is required of it\./,
    )
  })

  it.each<[string, Partial<MetricReport>, string]>([
    [
      'improves',
      { assertion: 'improves', verdict: 'inconclusive' },
      'queue rose from 90.8 % to 91.3 % (+0.5 points, 90 % interval −2.1 to +3.1); the suite asks for a gain, and it is not proven.',
    ],
    [
      'distribution',
      { assertion: 'distribution', limit: 0.1, verdict: 'inconclusive', base: { mean: null, trials: 9 } },
      'queue: the distribution of answers moved by 0.5 points (90 % interval −2.1 to +3.1); the limit is 10 points.',
    ],
    [
      'at-most',
      {
        metric: 'outcome.refused',
        assertion: 'at-most',
        limit: 0.02,
        verdict: 'inconclusive',
        absolute: { estimate: 0.03, low: 0.01, high: 0.05, level: 0.9 },
      },
      'outcome.refused is 3 % (90 % interval 1 % to 5 %); at most 2 % is required, which is neither met nor missed for sure.',
    ],
    [
      'no figures',
      { delta: null, verdict: 'inconclusive', reason: 'too few trials' },
      'queue: too few trials.',
    ],
  ])('tells a metric of the kind %s', (_, parts, sentence) => {
    const suite = aSuite({ verdict: 'inconclusive', metrics: [aMetric(parts)] })
    expect(told(aReport({ verdict: 'inconclusive', suites: [suite] }))).toBe(
      `it is not clear whether this pull request makes triage worse. ${sentence}`,
    )
  })
})
