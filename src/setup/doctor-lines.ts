import { plural } from '../report/format-number.ts'
import type { TerminalPage } from '../report/terminal-page.ts'
import type { DoctorFinding, DoctorSubject } from './doctor-finding.ts'

const STYLES = { ok: 'green', warning: 'yellow', problem: 'red' } as const
const STATUS_WIDTH = 9
const SUBJECT_WIDTH = 10

/** All findings in the order of their subjects, and how many of each there are. */
export function doctorLines(findings: readonly DoctorFinding[], page: TerminalPage): readonly string[] {
  return [...findings.flatMap((finding) => findingLines(finding, page)), '', summaryOf(findings)]
}

function findingLines(
  { subject, status, message, remedy, file, line }: DoctorFinding,
  page: TerminalPage,
): readonly string[] {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `
  const indent = STATUS_WIDTH + SUBJECT_WIDTH
  const [first = '', ...rest] = page.paragraph(
    `${place}${message}`,
    0,
    status.padEnd(STATUS_WIDTH) + subject.padEnd(SUBJECT_WIDTH),
  )
  return [
    page.paint(STYLES[status], first.slice(0, STATUS_WIDTH)) + first.slice(STATUS_WIDTH),
    ...rest,
    ...(remedy === undefined ? [] : page.paragraph(remedy, indent, '→ ')),
  ]
}

function summaryOf(findings: readonly DoctorFinding[]): string {
  const counts = countByStatus(findings)
  const parts = [plural(counts.problem, 'problem'), plural(counts.warning, 'warning'), `${counts.ok} ok`]
  return `${parts.join(', ')}.${counts.problem === 0 ? ' Nothing is broken.' : ''}`
}

export function countByStatus(findings: readonly DoctorFinding[]): Record<DoctorFinding['status'], number> {
  const counts = { ok: 0, warning: 0, problem: 0 }
  for (const { status } of findings) counts[status] += 1
  return counts
}

const ORDER: readonly DoctorSubject[] = [
  'node',
  'git',
  'base',
  'policy',
  'suites',
  'schemas',
  'out',
  'workflow',
  'keys',
  'models',
  'ping',
  'budget',
  'token',
]

/** By subject; within one, as they were found. */
export function inOrder(findings: readonly DoctorFinding[]): readonly DoctorFinding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.subject) - ORDER.indexOf(b.subject))
}
