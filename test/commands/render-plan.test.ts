import { describe, expect, it } from 'vitest'
import type { PlanSummary } from '../../src/commands/plan-summary.ts'
import { renderPlan } from '../../src/commands/render-plan.ts'

const around = (estimate: number, error: number) => ({
  estimate,
  low: estimate - error,
  high: estimate + error,
})

const summary: PlanSummary = {
  base: '0123456789012345678901234567890123456789',
  head: 'working tree',
  notes: ['Base is 012345678901, the commit of main; head is the working tree.'],
  suites: [
    {
      suite: 'triage',
      status: 'affected',
      reason: 'All 30 cases get a different request: the prompt changed.',
      affected_by: ['prompts/triage.md', 'prompts/shared/tone.md'],
      affected_cases: 30,
      total_cases: 40,
      cases: Array.from({ length: 30 }, (_, index) => `mail-${index}`),
      new_cases: ['mail-41'],
      edited_cases: [],
      changes: ['prompt'],
      pairs: 300,
      calls: 600,
      expected_calls: 143,
      notes: [
        '24 trials of an earlier run decide how often each case is drawn: more often where results varied',
      ],
      forecast: {
        basis: 'recorded',
        recorded_trials: 210,
        recorded_cases: 28,
        runs: 32,
        nothing_changed: { calls: around(143, 23), usd: 0.018, ms: 8200 },
        drop_at_margin: {
          metric: 'queue',
          margin: 0.1,
          found: { estimate: 0.89, low: 0.72, high: 0.96 },
          calls: around(186, 22),
          usd: 0.023,
          ms: 10_400,
        },
        half_margin: { margin: 0.05, calls: around(608, 97), usd: 0.074, ms: 30_000 },
        detectable: 0.058,
        most_usd: 0.26,
        time: { basis: 'recorded', latency_ms: 812, in_flight: 50, most_ms: 24_300 },
        tokens: { basis: 'recorded', input: 310, output: 42 },
        notes: [],
      },
    },
    {
      suite: 'reply',
      status: 'unaffected',
      reason: 'Nothing that reaches the model changed.',
      affected_by: [],
      affected_cases: 0,
      total_cases: 0,
      cases: [],
      new_cases: [],
      edited_cases: [],
      changes: [],
      pairs: 0,
      calls: 0,
      expected_calls: 0,
      notes: [],
      forecast: null,
    },
  ],
  calls: 600,
  most_usd: 0.26,
  expected_calls: 143,
  expected_usd: 0.018,
  drop_calls: 186,
  drop_usd: 0.023,
  expected_ms: 8200,
  drop_ms: 10_400,
  most_ms: 24_300,
}

describe('a plan on a terminal', () => {
  it('says what it comes to, and per suite why, how much, and what the figures rest on', () => {
    expect(renderPlan(summary, { columns: 80, colour: false })).toMatchInlineSnapshot(`
      "1 of 2 suites affected. A change that does nothing takes about 143 calls,
      $0.018, 8 s; one that drops by the margin about 186 calls, $0.023, 10 s; at most
      600 calls, $0.26, 24 s.

      triage: affected (30 cases): All 30 cases get a different request: the prompt
              changed.
        affected by         prompts/triage.md, prompts/shared/tone.md
        cases               30 of 40: mail-0, mail-1, mail-2, mail-3, mail-4, 25 more;
                            new, in head alone: mail-41
        nothing changed     about 143 calls (± 23), $0.018
        drop of 10 points   about 186 calls (± 22), $0.023, when queue drops so far;
                            found in 89 % of such changes (72 % to 96 %)
        at most             600 calls, $0.26
        time                about 8 s when nothing changed, 10 s for the drop, at most
                            24 s; 50 in flight, 812 ms each (as recorded); a
                            provider’s own limits can make it longer
        shows, within that  a drop of 5.8 points or more
        margin 5 points     about 608 calls (± 97), $0.074 when nothing changed, 4.3 ×
                            as many; more than the plan allows
        rests on            210 recorded trials of base on 28 of 30 cases; 32
                            simulated runs of each change; tokens as recorded
        note                24 trials of an earlier run decide how often each case is
                            drawn: more often where results varied

      reply: unaffected: Nothing that reaches the model changed.

      note: Base is 012345678901, the commit of main; head is the working tree.
      "
    `)
  })
})
