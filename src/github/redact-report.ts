import type { Redact } from '../boundary/redactor.ts'
import type { Report } from '../report/report.ts'

/** Keys whose values are words of the contract, never of anybody's file. */
const OWN_WORDS: ReadonlySet<string> = new Set(['verdict', 'conclusion', 'role', 'assertion', 'form'])

/**
 * The report without secrets. Done before it is rendered: what renders it shortens texts and takes them apart, and a part of a secret is
 * not recognised any more.
 */
export function redactReport(report: Report, redact: Redact): Report {
  return redactValue(report, redact) as Report
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, OWN_WORDS.has(key) ? item : redactValue(item, redact)]),
  )
}
