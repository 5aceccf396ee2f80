import { describe, expect, it } from 'vitest'
import { redactReport } from '../../src/github/redact-report.ts'
import { pushReport, suiteReport } from './example-report.ts'

describe('a report without secrets', () => {
  it('has none in any text, and keeps the words of its contract', () => {
    const report = pushReport({
      suites: [suiteReport({ suite: 'my pass', verdict: 'pass', notes: ['pass'] })],
      notes: ['the pass is pass'],
    })
    const redacted = redactReport(report, (text) => text.replaceAll('pass', '***'))
    expect(redacted.suites[0]).toMatchObject({ suite: 'my ***', verdict: 'pass', notes: ['***'] })
    expect(redacted.notes).toEqual(['the *** is ***'])
    expect(redacted).toMatchObject({ conclusion: 'failure', exit_code: 1, calls: 200 })
  })
})
