import { blockingGateChanges, gateChangesByWeight } from './attention.ts'
import { changeText, limitText, metricName, valuesText } from './metric-words.ts'
import { asSentence } from './phrase.ts'
import type { MetricReport, Report, SuiteReport } from './report.ts'
import { approvalText, placeOf } from './suite-words.ts'
import { type XmlElement, xmlDocument, xmlElement } from './xml.ts'

/** What a reader of JUnit knows of a test case. */
interface TestCase {
  readonly name: string
  readonly result: 'passed' | 'failure' | 'error' | 'skipped'
  /** One sentence; of a case that passed, its output. */
  readonly message: string
  /** More lines. */
  readonly details?: string
}

interface TestSuite {
  readonly name: string
  readonly file?: string
  /** Seconds. */
  readonly seconds: number
  readonly cases: readonly TestCase[]
  readonly properties?: readonly (readonly [string, string])[]
}

/**
 * The report as JUnit XML, in the form that Jenkins, GitLab and GitHub's reporters read (`junit-10.xsd` of Jenkins' xunit plugin): a test suite
 * for each suite, a test case for each claim about a metric. A regression is a failure, what could not be judged an error, what was not judged
 * is skipped; what is inconclusive as the policy takes it. A report that fails the check never has only passing test cases.
 */
export function renderJunit(report: Report): string {
  const told = [
    ...report.suites.map((suite) => testSuite(suite, report)),
    ...gateSuite(report),
    ...filesSuite(report),
  ]
  const suites = told.some(({ cases }) => cases.length > 0) ? told : [pushSuite(report)]
  const attributes = {
    name: 'noisefloor',
    ...countsOf(suites.flatMap(({ cases }) => cases)),
    time: time(report.duration_ms / 1000),
  }
  return xmlDocument(xmlElement('testsuites', attributes, suites.map(suiteElement)))
}

function testSuite(suite: SuiteReport, report: Report): TestSuite {
  const claims = suite.metrics.map((metric) => claimCase(metric, suite, report))
  const cases = [...ownCase(suite, claims, report), ...claims]
  return {
    name: suite.suite,
    file: suite.file,
    seconds: (suite.duration_ms ?? 0) / 1000,
    cases,
    properties: [
      ['verdict', suite.verdict],
      ['pairs', String(suite.pairs.complete)],
      ['calls', String(suite.calls.base + suite.calls.head + suite.calls.judge)],
      ...(suite.cost_usd === null ? [] : [['cost_usd', String(suite.cost_usd)] as const]),
      ...suite.affected_by.map((file) => ['affected_by', file] as const),
    ],
  }
}

/** What of a suite's verdict no claim tells. */
function ownCase(suite: SuiteReport, claims: readonly TestCase[], report: Report): readonly TestCase[] {
  const result = resultOf(suite.verdict, report)
  const isTold = result === 'passed' || claims.some((one) => one.result === result)
  if (claims.length > 0 && isTold) return []
  const details = suite.findings.length === 0 ? {} : { details: suite.findings.join('\n') }
  return [{ name: 'suite', result, message: asSentence(suite.reason), ...details }]
}

function claimCase(metric: MetricReport, suite: SuiteReport, report: Report): TestCase {
  // Without the limit: histories of test cases go by their names.
  const name = `${metricName(metric)} ${metric.assertion}`
  const details = [
    `${metricName(metric)} (${metric.role}): ${valuesText(metric)}; ${changeText(metric)}; limit ${limitText(metric)}`,
    ...metric.notes,
    ...(metric.verdict === 'regression' ? caseLines(metric, suite) : []),
  ].join('\n')
  const message = asSentence(metric.reason)
  if (metric.role === 'advisory') {
    return { name, result: 'passed', message: `${metric.verdict} (advisory): ${message}`, details }
  }
  // A suite that could not be judged has no claim that holds.
  if (suite.verdict === 'not-evaluable' && metric.verdict !== 'not-evaluable')
    return { name, result: 'skipped', message: `not judged: ${asSentence(suite.reason)}`, details }
  const result = resultOf(metric.verdict, report)
  return { name, result, message: result === 'passed' ? `${metric.verdict}: ${message}` : message, details }
}

function caseLines(metric: MetricReport, suite: SuiteReport): readonly string[] {
  return suite.cases
    .filter((one) => one.metric === metric.metric && one.verdict === 'regression')
    .map((one) => `got worse: ${one.case}`)
}

function resultOf(verdict: SuiteReport['verdict'], report: Report): TestCase['result'] {
  switch (verdict) {
    case 'regression':
      return 'failure'
    case 'not-evaluable':
      return 'error'
    case 'inconclusive':
      return resultOfInconclusive(report)
    case 'unaffected':
      return 'skipped'
    case 'improved':
    case 'pass':
      return 'passed'
  }
}

/** What the policy makes of it shows where nothing worse decides the push. */
function resultOfInconclusive(report: Report): TestCase['result'] {
  if (report.verdict !== 'inconclusive' || blockingGateChanges(report).length > 0) return 'skipped'
  return ({ failure: 'failure', success: 'passed', neutral: 'skipped' } as const)[report.conclusion]
}

function gateSuite(report: Report): readonly TestSuite[] {
  if (report.gate_changes.length === 0) return []
  const blocking = blockingGateChanges(report)
  const cases = gateChangesByWeight(report).map(
    (change): TestCase => ({
      name: change.description,
      result: blocking.includes(change) ? 'failure' : 'passed',
      message: `${approvalText(change)}; ${placeOf(change)}`,
    }),
  )
  return [{ name: 'changes of the gate', seconds: 0, cases }]
}

function filesSuite({ findings }: Report): readonly TestSuite[] {
  if (findings.length === 0) return []
  const cases = findings.map(
    (finding, at): TestCase => ({ name: `finding ${at + 1}`, result: 'error', message: finding }),
  )
  return [{ name: 'files', seconds: 0, cases }]
}

/** Where nothing else tells the push's verdict. */
function pushSuite(report: Report): TestSuite {
  const message = report.notes[0] ?? 'There was nothing to judge.'
  return {
    name: 'noisefloor',
    seconds: report.duration_ms / 1000,
    cases: [
      {
        name: 'verdict',
        result: resultOf(report.verdict, report),
        message,
        details: report.notes.join('\n'),
      },
    ],
  }
}

/** The suite's time is shared out evenly: claims are judged on the same trials, and readers add up the times of test cases. */
function suiteElement({ name, file, seconds, cases, properties = [] }: TestSuite): XmlElement {
  const skipped = cases.filter(({ result }) => result === 'skipped').length
  return xmlElement(
    'testsuite',
    {
      name,
      ...countsOf(cases),
      skipped: String(skipped),
      time: time(seconds),
      ...(file === undefined ? {} : { file }),
    },
    [
      ...(properties.length === 0
        ? []
        : [
            xmlElement(
              'properties',
              {},
              properties.map(([key, value]) => xmlElement('property', { name: key, value }, [])),
            ),
          ]),
      ...cases.map((one) => caseElement(one, name, seconds / cases.length)),
    ],
  )
}

function caseElement(
  { name, result, message, details }: TestCase,
  suite: string,
  seconds: number,
): XmlElement {
  const text = details === undefined ? [] : [details]
  const content =
    result === 'passed'
      ? xmlElement('system-out', {}, [[message, ...text].join('\n')])
      : result === 'skipped'
        ? xmlElement('skipped', { message }, text)
        : xmlElement(result, { type: result === 'failure' ? 'regression' : 'not-evaluable', message }, text)
  return xmlElement('testcase', { name, classname: suite, time: time(seconds) }, [content])
}

function countsOf(cases: readonly TestCase[]): Readonly<Record<'tests' | 'failures' | 'errors', string>> {
  const count = (result: TestCase['result']) => String(cases.filter((one) => one.result === result).length)
  return { tests: String(cases.length), failures: count('failure'), errors: count('error') }
}

function time(seconds: number): string {
  return seconds.toFixed(3)
}
