import type { FileTree } from '../boundary/file-tree.ts'
import { printable } from '../boundary/printable.ts'
import { readTextIfAny } from '../boundary/read-text.ts'
import type { Report, SuiteReport } from '../report/report.ts'
import { VERDICTS } from '../verdict/verdict.ts'
import { changedLines } from './changed-lines.ts'

/** A remark of the check run on lines of head, in the API's own words. */
export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

/** Nobody reads more; the report has everything. */
const MOST_ANNOTATIONS = 100
const MOST_PER_FILE = 5
const MAX_TITLE = 255
const MAX_MESSAGE = 4_000

const LEVELS: Readonly<Record<SuiteReport['verdict'], Annotation['annotation_level'] | undefined>> = {
  regression: 'failure',
  'not-evaluable': 'failure',
  inconclusive: 'warning',
  improved: 'notice',
  pass: 'notice',
  unaffected: undefined,
}

/**
 * Remarks on the changed lines of the files that affect a suite, with the suite's verdict, and on the lines that change the gate. The
 * most important first.
 */
export async function annotate(
  report: Report,
  sides: { readonly base: FileTree; readonly head: FileTree },
): Promise<readonly Annotation[]> {
  const inHead = new Set(await sides.head.list())
  const gate = report.gate_changes.filter(({ file }) => inHead.has(file)).map(gateAnnotation)
  const suites = report.suites.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
  const found: Annotation[] = gate.filter((one) => one.annotation_level === 'failure')
  for (const suite of suites) {
    if (found.length >= MOST_ANNOTATIONS) break
    found.push(...(await suiteAnnotations(suite, sides)))
  }
  found.push(...gate.filter((one) => one.annotation_level !== 'failure'))
  return found.slice(0, MOST_ANNOTATIONS)
}

function gateAnnotation(change: Report['gate_changes'][number]): Annotation {
  const blocks = change.loosens && !change.approved
  const line = change.line ?? 1
  return {
    path: change.file,
    start_line: line,
    end_line: line,
    annotation_level: blocks ? 'failure' : 'notice',
    title: blocks ? 'Loosens the gate without approval' : 'Changes the gate',
    message: shown(change.description, MAX_MESSAGE),
  }
}

async function suiteAnnotations(
  suite: SuiteReport,
  sides: { readonly base: FileTree; readonly head: FileTree },
): Promise<readonly Annotation[]> {
  const level = LEVELS[suite.verdict]
  if (level === undefined) return []
  const remark = {
    annotation_level: level,
    title: shown(`${suite.suite}: ${suite.verdict}`, MAX_TITLE),
    message: shown([suite.reason, ...suite.findings].join('\n'), MAX_MESSAGE),
  }
  const annotations: Annotation[] = []
  for (const path of suite.affected_by) {
    const [base, head] = await Promise.all([readTextIfAny(sides.base, path), readTextIfAny(sides.head, path)])
    if (head === undefined) continue
    const ranges = changedLines(base ?? '', head).slice(0, MOST_PER_FILE)
    annotations.push(
      ...ranges.map(({ start, end }) => ({ path, start_line: start, end_line: end, ...remark })),
    )
  }
  return annotations
}

function shown(text: string, most: number): string {
  const visible = printable(text)
  return visible.length > most ? `${visible.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : visible
}
