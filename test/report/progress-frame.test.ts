import { stripVTControlCharacters } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { progressFrame } from '../../src/report/progress-frame.ts'
import type { RunProgress } from '../../src/report/run-progress.ts'
import { terminalPage } from '../../src/report/terminal-page.ts'
import { displayWidth } from '../../src/report/terminal-text.ts'
import type { Verdict } from '../../src/verdict/verdict.ts'
import { hostileText } from './hostile-text.ts'
import { aProgressState } from './progress-state.ts'

function frame(
  state = aProgressState(['triage', 'reply']),
  options: Partial<Parameters<typeof progressFrame>[2]> & { readonly colour?: boolean } = {},
): readonly string[] {
  const { columns = 79, colour = false, ...rest } = options
  return progressFrame(state, terminalPage({ columns, colour }), {
    columns,
    rows: 16,
    now: 41_000,
    left: 83_000,
    interrupted: false,
    ...rest,
  })
}

const ended = (suite: string, verdict: Verdict): RunProgress => ({ kind: 'ended', suite, verdict })

describe('progressFrame', () => {
  it('tells of each suite how far it is from either boundary, and what is spent', () => {
    const state = aProgressState(
      ['triage', 'reply', 'tools'],
      [
        ended('reply', 'pass'),
        {
          kind: 'look',
          suite: 'tools',
          standing: () => ({ pairs: 47, ended: true, verdict: 'regression', worse: 1, pass: 0 }),
        },
      ],
    )
    expect(`\n${frame(state).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      suite     pairs  next look  at most  worse                 pass
      triage       48         59      300  █░░░░░░░░░░░░  15 %   █████░░░░░░░░  46 %
      reply     pass after 48 pairs
      tools        48  got worse; naming what is behind it
      312 of 4,000 calls, $0.12 of $5.00, 41 s, about 1 min 20 s left
      "
    `)
  })

  it('keeps the shares and leaves out the rest where it is narrow', () => {
    expect(`\n${frame(undefined, { columns: 59 }).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      suite     pairs  worse                 pass
      triage       48  █░░░░░░░░░░░░  15 %   █████░░░░░░░░  46 %
      reply        48  █░░░░░░░░░░░░  15 %   █████░░░░░░░░  46 %
      312 of 4,000 calls, $0.12 of $5.00
      41 s, about 1 min 20 s left
      "
    `)
    expect(`\n${frame(undefined, { columns: 39 }).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      suite     pairs  worse   pass
      triage       48   15 %    46 %
      reply        48   15 %    46 %
      312 of 4,000 calls, $0.12 of $5.00
      41 s, about 1 min 20 s left
      "
    `)
  })

  it('is never wider than the terminal nor higher, whatever the names', () => {
    const names = fc.uniqueArray(hostileText, { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        names,
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 2, max: 40 }),
        fc.nat(30),
        fc.boolean(),
        (suites, columns, rows, over, colour) => {
          const state = aProgressState(
            suites,
            suites.slice(0, over).map((suite) => ended(suite, 'pass')),
          )
          const lines = frame(state, { columns, rows, colour }).map(stripVTControlCharacters)
          expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([])
          expect(lines.length).toBeLessThanOrEqual(rows)
          expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('says the same with colour as without', () => {
    const coloured = frame(undefined, { colour: true })
    expect(coloured.join('\n')).toContain('\u001b[31m█')
    expect(coloured.map(stripVTControlCharacters)).toEqual(frame())
  })

  it('shows running suites first where there is no room for all, and counts the rest by verdict', () => {
    const names = Array.from({ length: 12 }, (_, index) => `suite-${index}`)
    const state = aProgressState(names, [
      ...names.slice(0, 5).map((name) => ended(name, 'pass')),
      ended('suite-5', 'regression'),
    ])
    const lines = frame(state, { rows: 6 })
    expect(lines.slice(0, 4).map((line) => line.split(' ')[0])).toEqual([
      'suite-6',
      'suite-7',
      'suite-8',
      'suite-9',
    ])
    expect(lines[4]).toBe('and 2 more running, 5 pass, 1 regression')
  })

  it('says what it waits for, what was lost and that it is about to end', () => {
    const usage = () => ({ calls: 3, usd: 0, unpricedCalls: 3, heldBackMs: 12_400 })
    const lost: RunProgress = {
      kind: 'pairs',
      suite: 'triage',
      pairs: 40,
      missing: 2,
      nextLook: 59,
      mostPairs: 300,
    }
    const state = aProgressState(['triage'], [lost], { usage, budget: {} })
    expect(frame(state).slice(-2)).toEqual([
      '3 calls (3 at an unknown price), $0, 2 lost, 41 s, about 1 min 20 s left',
      'a provider’s limit holds requests back for 12 s',
    ])
    expect(frame(state, { interrupted: true }).at(-1)).toMatch(/^interrupted: /)
  })

  it('shows a direction as full only when it is decided', () => {
    const look: RunProgress = {
      kind: 'look',
      suite: 'triage',
      standing: () => ({ pairs: 47, ended: false, verdict: 'inconclusive', worse: 0.99, pass: 0 }),
    }
    const line = frame(aProgressState(['triage'], [look]))[1]!
    expect(line).toContain('░  99 %')
  })
})
