import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderJson } from '../../src/report/json.ts'
import type { Report } from '../../src/report/report.ts'
import { examples, hostile, pass, reportOfText } from './examples.ts'
import { hostileText } from './hostile-text.ts'

describe('renderJson', () => {
  it('is the report, whole', () => {
    for (const report of Object.values(examples)) expect(JSON.parse(renderJson(report))).toEqual(report)
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(JSON.parse(renderJson(reportOfText(text)))).toEqual(reportOfText(text))
      }),
    )
  })

  it('is inert where it is printed', () => {
    const text = renderJson(hostile)
    expect(text).not.toContain('##[')
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u)
    expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([])
  })

  it('refuses a report that breaks the contract', () => {
    expect(() => renderJson({ ...pass, exit_code: 3 })).toThrow(/exit_code/)
    expect(() => renderJson({ ...pass, cost_usd: Number.NaN })).toThrow(/cost_usd/)
    expect(() => renderJson({ ...pass, extra: 1 } as Report)).toThrow(/extra/)
  })
})
