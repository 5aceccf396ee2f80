import { describe, expect, it } from 'vitest'
import { type CalibratedSuite, calibrationSchema } from '../../src/report/calibration.ts'
import { adviseOn } from '../../src/report/calibration-advice.ts'
import { renderCalibration } from '../../src/report/calibration-terminal.ts'

const around = (estimate: number, error: number, most = 1e9) => ({
  estimate,
  low: Math.max(0, estimate - error),
  high: Math.min(most, estimate + error),
})

const change = (name: 'nothing' | 'diffuse' | 'broken', red: number, passed: number, calls: number) => ({
  change: name,
  runs: 400,
  red: around(red, 0.03, 1),
  passed: around(passed, 0.03, 1),
  decided: around(red + passed, 0.02, 1),
  calls: around(calls, 12),
  cost_usd: around(calls * 0.0004, 0.005),
})

const figures: Omit<CalibratedSuite, 'recommendations'> = {
  suite: 'triage',
  status: 'calibrated',
  reason: null,
  cases: { total: 14, recorded: 12, trials: 42, always_fail: ['mail-3'] },
  budget_calls: 600,
  false_alarm: 0.05,
  margin: { metric: 'queue', margin: 0.05 },
  changes: [
    change('nothing', 0.04, 0.78, 412),
    change('diffuse', 0.61, 0.08, 488),
    change('broken', 0.9, 0.03, 301),
  ],
  claims: [
    {
      metric: 'queue',
      assertion: 'no-regression',
      role: 'primary',
      power: { from: 0.9, to: 0.85, runs: 400, red: around(0.61, 0.03, 1), passed: around(0.08, 0.03, 1) },
      reason: null,
    },
    {
      metric: 'format',
      slice: 'refund',
      assertion: 'at-least',
      role: 'guardrail',
      power: {
        from: 0.98,
        to: 0.9,
        runs: 40,
        red: { estimate: 0.02, low: 0.004, high: 0.11 },
        passed: { estimate: 0, low: 0, high: 0.088 },
      },
      reason: null,
    },
    {
      metric: 'cost',
      assertion: 'ratio-at-most',
      role: 'guardrail',
      power: null,
      reason: 'changes of a ratio are not simulated',
    },
  ],
  wanted_calls: 1320,
  affordable_margin: 0.0741,
  half_margin: {
    margin: 0.025,
    calls: around(1648, 120),
    cost_usd: around(0.66, 0.05),
    wanted_calls: 5400,
  },
  tokens: { basis: 'recorded', input: 310, output: 42 },
  live: null,
  notes: [],
}

const render = (suite: CalibratedSuite) => {
  const { v, suites } = calibrationSchema.parse({ v: 1, suites: [suite] })
  return renderCalibration({ v, suites }, { columns: 80, colour: false })
}

describe('a calibration on a terminal', () => {
  it('tells rates, calls and money with their errors, what they rest on, and what to do', () => {
    expect(render({ ...figures, recommendations: [...adviseOn(figures)] })).toMatchInlineSnapshot(`
      "triage: 14 cases, margin 5 points on queue

                 nothing changed  all cases drop   few cases break
        red      4 % (1 to 7)     61 % (58 to 64)  90 % (87 to 93)
        passes   78 % (75 to 81)  8 % (5 to 11)    3 % (0 to 6)
        decided  82 % (80 to 84)  69 % (67 to 71)  93 % (91 to 95)
        calls    412 ± 12         488 ± 12         301 ± 12
        cost     $0.16 ± $0.005   $0.20 ± $0.005   $0.12 ± $0.005

        when it alone gets worse  mean         red              passes
        queue no-regression       90 % → 85 %  61 % (58 to 64)  8 % (5 to 11)
        format (refund) at-least  98 % → 90 %  2 % (0 to 11)    0 % (0 to 9)

        cost ratio-at-most: changes of a ratio are not simulated.

        400 simulated runs of each change, drawn from 42 recorded trials of base (3.5
        a case on 12 of 14 cases, and one pseudo-trial each, so that two passes out of
        two do not count as certainty). Bounds and ± are the error of the simulation
        alone (95 %): they do not tell how well so few trials know your cases.
        Red when nothing changed is a false alarm: at most 5 % are promised, if this
        suite alone is affected. The drops are of 5 points on average. Calls are
        capped at 600.

        → 600 calls decide 82 % of harmless changes and find 61 % of drops of
          5 points, which is little: allow 1,320 calls (budget.suite-calls), or set
          the margin to 7.5 points.
        → A fall of format in refund from 98 % to 90 % is found only 2 % of the time:
          allow 1,320 calls (budget.suite-calls), or give it a larger slack.
        → At a margin of 2.5 points a change that does nothing would take about 1,648
          calls, $0.66, and hardly any change more than 5,400: the budget allows 600.
        → With 14 cases a verdict speaks of these cases only. More cases cost hardly
          more: calls depend on margin and noise, not on the number of cases, up to
          one round of them all.
        → 1 case never scored on queue (mail-3) and cannot get worse: mend or remove
          it.
        → 3.5 trials a case are few: \`noisefloor calibrate --live --pairs 35\` would
          draw more, and firmer figures would follow.
        → 2 cases without recorded trials are taken to be like the others.
      "
    `)
  })

  it('says of a live regression that nothing had changed', () => {
    const live = {
      pairs: 100,
      missing: 2,
      verdict: 'regression' as const,
      reason: 'queue: dropped by 12.0 points, more than chance explains',
      calls: 204,
      cached: 0,
      cost_usd: 0.08,
    }
    expect(render({ ...figures, live, recommendations: [] })).toContain(
      `  Live: 100 pairs of base against base, 2 pairs lost (204 calls, $0.08):
        regression, queue: dropped by 12.0 points, more than chance explains.
        Nothing had changed, so this is a false alarm`,
    )
  })

  it('keeps what suites are named from acting on a terminal', () => {
    const text = render({ ...figures, suite: 'a\u001b[2Jb ::error::', recommendations: [] })
    expect(text).not.toContain('\u001b')
  })
})

describe('advice', () => {
  const good = {
    ...figures,
    cases: { total: 40, recorded: 40, trials: 400, always_fail: [] },
    changes: [change('nothing', 0.04, 0.95, 130), change('diffuse', 0.9, 0.06, 200)],
    claims: [],
    wanted_calls: 320,
    affordable_margin: 0.031,
  }

  it('keeps a margin that the budget carries', () => {
    expect(adviseOn(good)).toEqual([
      'Keep the margin of 5 points: within 600 calls a drop so large is found 90 % of the time, and a change that does nothing takes about 130 calls, $0.052.',
      'At a margin of 2.5 points a change that does nothing would take about 1,648 calls, $0.66, and hardly any change more than 5,400: the budget allows 600.',
    ])
  })

  it('asks for calls alone where there is no margin to move', () => {
    const { changes } = figures
    const none = { ...good, margin: null, half_margin: null, changes: changes.slice(0, 1), wanted_calls: 900 }
    expect(adviseOn(none)).toEqual([
      'With 600 calls only 82 % of harmless changes are decided: allow 900 (budget.suite-calls).',
    ])
  })

  it('tells of the claim that seldom finds what it is about, unless simulations leave that open', () => {
    const [, format] = figures.claims
    const told = (red: { estimate: number; low: number; high: number }) =>
      adviseOn({ ...good, claims: [{ ...format!, power: { ...format!.power!, red } }] }).join('\n')
    expect(told({ estimate: 0.4, low: 0.3, high: 0.5 })).toContain(
      'A fall of format in refund from 98 % to 90 % is found only 40 % of the time: give it a larger slack.',
    )
    expect(told({ estimate: 0.7, low: 0.55, high: 0.82 })).not.toContain('format')
  })
})
