import type {
  IngredientReport,
  MetricReport,
  MovedCaseReport,
  Report,
  SuiteReport,
} from '../../src/report/report.ts'

/** One realistic report for every state that a reader can meet. */

const BASE = '4f0c1d2b7a9e8f6d5c4b3a291807f6e5d4c3b2a1'
const HEAD = '9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b'

export function aReport(parts: Partial<Report> = {}): Report {
  return {
    v: 1,
    verdict: 'pass',
    conclusion: 'success',
    exit_code: 0,
    base: BASE,
    head: HEAD,
    error_rates: { false_alarm: 0.05, miss: 0.1 },
    suites: [],
    gate_changes: [],
    tool_changes: [],
    findings: [],
    notes: [],
    calls: 480,
    cost_usd: 0.1,
    reproduce: `noisefloor check --base ${BASE.slice(0, 10)} --head ${HEAD.slice(0, 10)}`,
    duration_ms: 72_400,
    ...parts,
  }
}

function aRedReport(parts: Partial<Report>): Report {
  return aReport({ verdict: 'regression', conclusion: 'failure', exit_code: 1, ...parts })
}

export function aSuite(parts: Partial<SuiteReport> = {}): SuiteReport {
  return {
    suite: 'triage',
    file: 'evals/triage.eval.yaml',
    verdict: 'pass',
    reason: 'Nothing got worse by a margin that matters',
    affected_by: ['prompts/triage.md'],
    affected_cases: 40,
    total_cases: 40,
    metrics: [aMetric()],
    cases: [],
    calls: { base: 240, head: 240, judge: 0, cached: 0 },
    cost_usd: 0.1,
    infra_errors: { base: 0, head: 0 },
    models: { base: ['gpt-5-mini-2026-05-01'], head: ['gpt-5-mini-2026-05-01'] },
    pairs: { planned: 240, complete: 240, missing: 0 },
    findings: [],
    notes: [],
    ...parts,
  }
}

/** Means of as many trials in each arm. */
const arms = (base: number | null, head: number | null, trials = 240) => ({
  base: { mean: base, trials },
  head: { mean: head, trials },
})

const change = (estimate: number, low: number, high: number) => ({ estimate, low, high, level: 0.9 })

export function aMetric(parts: Partial<MetricReport> = {}): MetricReport {
  return {
    metric: 'queue',
    role: 'primary',
    assertion: 'no-regression',
    margin: 0.05,
    tolerance: 0.05 / 3,
    verdict: 'pass',
    reason: 'a drop of 5 points is ruled out',
    ...arms(0.908, 0.913),
    delta: {
      estimate: 0.005,
      low: -0.021,
      high: 0.031,
      level: 0.9,
      population: { low: -0.06, high: 0.07, level: 0.9 },
    },
    p: 0.61,
    detectable: 0.045,
    notes: [],
    ...parts,
  }
}

const queueFell: MetricReport = aMetric({
  verdict: 'regression',
  reason: 'dropped by 8 points, more than chance explains',
  ...arms(0.91, 0.83),
  delta: {
    estimate: -0.08,
    low: -0.12,
    high: -0.04,
    level: 0.9,
    population: { low: -0.15, high: -0.01, level: 0.9 },
  },
  p: 0.003,
})

const formatHolds: MetricReport = aMetric({
  metric: 'format',
  role: 'guardrail',
  assertion: 'at-least',
  limit: 0.98,
  slack: 0.03,
  margin: undefined,
  tolerance: undefined,
  reason: 'less than 95 % is ruled out',
  ...arms(0.996, 0.992),
  delta: change(-0.004, -0.02, 0.012),
  absolute: { estimate: 0.992, low: 0.974, high: 0.9985, level: 0.9 },
  p: 0.93,
  detectable: null,
} as Partial<MetricReport>)

const costHolds: MetricReport = aMetric({
  metric: 'cost',
  role: 'guardrail',
  assertion: 'ratio-at-most',
  limit: 1.25,
  reason: 'more than 1.25 times base is ruled out',
  ...arms(0.00021, 0.00022),
  delta: change(1.05, 1.01, 1.09),
  p: 1,
  detectable: null,
})

const toneUnclear: MetricReport = aMetric({
  metric: 'tone',
  role: 'advisory',
  margin: 0.1,
  verdict: 'inconclusive',
  reason: 'a drop of 10 points is neither proven nor ruled out',
  ...arms(0.74, 0.7),
  delta: change(-0.04, -0.13, 0.05),
  p: 0.21,
  detectable: 0.11,
})

const mixMoved: MetricReport = aMetric({
  metric: 'mix',
  assertion: 'distribution',
  limit: 0.1,
  margin: undefined,
  tolerance: undefined,
  verdict: 'regression',
  reason: 'the values moved by 19 points, more than chance explains',
  cause: 'mean',
  ...arms(null, null),
  delta: change(0.19, 0.09, 0.27),
  p: 0.002,
  detectable: null,
  labels: [
    { label: 'billing', base: 0.42, head: 0.3 },
    { label: 'other', base: 0.08, head: 0.2 },
    { label: 'Please hold the line', base: 0, head: 0.07 },
    { label: 'shipping', base: 0.5, head: 0.43 },
    { label: '(unreadable)', base: 0, head: 0 },
  ],
  label_count: 5,
} as Partial<MetricReport>)

const triageFell: SuiteReport = aSuite({
  verdict: 'regression',
  reason: 'queue dropped by 8 points, more than chance explains',
  affected_by: ['prompts/triage.md', 'prompts/parts/tone.md'],
  metrics: [queueFell, formatHolds, toneUnclear, costHolds],
  cases: [
    {
      case: 'refund-angry',
      metric: 'queue',
      verdict: 'regression',
      ...arms(1, 0, 6),
      form: 'paired',
      example: {
        base: '{"queue":"billing","priority":"high","reply":"I am sorry about this. I have passed your request to our billing team."}',
        head: '{"queue":"sales","priority":"low","reply":"Thank you for your interest! Have you seen our new plans?"}',
      },
    },
    {
      case: 'refund-polite',
      metric: 'queue',
      verdict: 'regression',
      ...arms(1, 1 / 6, 6),
      form: 'paired',
      example: { base: '{"queue":"billing"}', head: '{"queue":"sales"}' },
    },
    {
      case: 'invoice-wrong-address',
      metric: 'queue',
      verdict: 'regression',
      ...arms(5 / 6, 1 / 3, 6),
      form: 'paired',
    },
    {
      case: 'greeting',
      metric: 'queue',
      verdict: 'improved',
      ...arms(0.5, 1, 6),
      form: 'paired',
    },
  ],
  infra_errors: { base: 0, head: 1 },
  notes: ['over all 60 cases of the suite, the 20 unaffected ones included, queue fell by 5.3 points'],
  affected_cases: 40,
  total_cases: 60,
})

const unaffectedRefunds: SuiteReport = aSuite({
  suite: 'refunds',
  file: 'evals/refunds.eval.yaml',
  verdict: 'unaffected',
  reason: 'None of its files changed.',
  affected_by: [],
  affected_cases: 0,
  total_cases: 25,
  metrics: [],
  calls: { base: 0, head: 0, judge: 0, cached: 0 },
  cost_usd: 0,
  models: { base: [], head: [] },
  pairs: { planned: 0, complete: 0, missing: 0 },
})

export const regression: Report = aRedReport({
  suites: [triageFell, unaffectedRefunds],
})

/** Intervals of a run that stopped early reach beyond the margins that it rules out. */
const passInsideInterval: Report = aReport({
  suites: [
    aSuite({
      metrics: [
        aMetric({
          ...arms(0.963, 0.944, 107),
          margin: 0.1,
          reason: 'a drop of 10.0 points is ruled out at one-sided 90 %',
          delta: { estimate: -0.019, low: -0.12, high: 0.078, level: 0.96 },
          bound: { value: -0.089, level: 0.9 },
          p: 0.29,
        }),
        { ...formatHolds, bound: { value: 0.962, level: 0.9 } },
        { ...costHolds, delta: change(1.11, 0.94, 1.31), bound: { value: 1.22, level: 0.9 } },
      ],
    }),
  ],
})

export const pass: Report = aReport({
  suites: [aSuite({ metrics: [aMetric(), formatHolds, costHolds] }), unaffectedRefunds],
})

const improved: Report = aReport({
  verdict: 'improved',
  suites: [
    aSuite({
      verdict: 'improved',
      reason: 'queue improved, and nothing got worse',
      metrics: [
        aMetric({
          verdict: 'improved',
          reason: 'the interval lies above zero',
          ...arms(0.83, 0.91),
          delta: change(0.08, 0.04, 0.12),
          p: 1,
        }),
        formatHolds,
      ],
    }),
  ],
})

const inconclusive: Report = aReport({
  verdict: 'inconclusive',
  conclusion: 'neutral',
  suites: [
    aSuite({
      verdict: 'inconclusive',
      reason:
        'queue: neither a drop nor its absence is shown: the margin of 5.0 points lies within the noise of 300 pairs',
      metrics: [
        aMetric({
          verdict: 'inconclusive',
          reason:
            'neither a drop nor its absence is shown: the margin of 5.0 points lies within the noise of 300 pairs',
          detectable: 0.066,
          ...arms(0.902, 0.881, 300),
          delta: change(-0.021, -0.065, 0.023),
          p: 0.18,
          needs: { pairs: 320, calls: 640, cost_usd: 0.134 },
        }),
        formatHolds,
      ],
      calls: { base: 300, head: 300, judge: 0, cached: 0 },
      pairs: { planned: 620, complete: 300, missing: 0 },
    }),
    unaffectedRefunds,
  ],
  calls: 600,
  cost_usd: 0.126,
  notes: ['The plan needed 1,240 calls; the cap of 600 calls a suite was below that.'],
})

export const outage: Report = aReport({
  verdict: 'not-evaluable',
  conclusion: 'failure',
  exit_code: 2,
  suites: [
    aSuite({
      verdict: 'not-evaluable',
      reason:
        '38 of 40 pairs are missing: openai answered 503 (overloaded) to 76 of 80 requests, each after 4 attempts',
      metrics: [
        aMetric({
          verdict: 'not-evaluable',
          reason: 'too few pairs',
          ...arms(1, 1, 2),
          delta: null,
          p: null,
          detectable: null,
        }),
      ],
      calls: { base: 160, head: 160, judge: 0, cached: 0 },
      infra_errors: { base: 38, head: 38 },
      pairs: { planned: 240, complete: 2, missing: 38 },
      cost_usd: 0.0008,
    }),
    unaffectedRefunds,
  ],
  calls: 320,
  cost_usd: 0.0008,
  duration_ms: 31_000,
})

const invalidFiles: Report = aReport({
  verdict: 'not-evaluable',
  conclusion: 'failure',
  exit_code: 2,
  findings: [
    'evals/triage.eval.yaml:14:5: unknown key "asert"; did you mean "assert"',
    'evals/refunds.eval.yaml:3:11: prompts/refund.md does not exist; name a file relative to evals/refunds.eval.yaml',
  ],
  calls: 0,
  cost_usd: 0,
  duration_ms: 210,
})

const unaffected: Report = aReport({
  verdict: 'unaffected',
  suites: [unaffectedRefunds, { ...unaffectedRefunds, suite: 'triage', file: 'evals/triage.eval.yaml' }],
  calls: 0,
  cost_usd: 0,
  duration_ms: 190,
})

const firstPolicy: Report = aReport({
  verdict: 'unaffected',
  conclusion: 'neutral',
  notes: [
    'noisefloor.yaml does not exist in base yet, so no model was called; the files of head are valid, and from the merge on 2 suites with 65 cases are gated',
  ],
  calls: 0,
  cost_usd: 0,
  duration_ms: 190,
})

const gateChangeUnapproved: Report = aReport({
  conclusion: 'failure',
  exit_code: 1,
  suites: [aSuite({ affected_by: ['evals/triage.eval.yaml', 'prompts/triage.md'] })],
  gate_changes: [
    {
      description: 'suite triage, metric format: role guardrail → primary',
      file: 'evals/triage.eval.yaml',
      line: 33,
      suite: 'triage',
      loosens: false,
      approved: false,
    },
    {
      description: 'suite triage, metric queue: margin 0.05 → 0.2',
      file: 'evals/triage.eval.yaml',
      line: 31,
      suite: 'triage',
      loosens: true,
      approved: false,
    },
    {
      description: 'suite triage: case refund-angry deleted',
      file: 'evals/triage.eval.yaml',
      suite: 'triage',
      loosens: true,
      approved: false,
    },
  ],
  approval_label: 'evals-approved',
})

const gateChangeApproved: Report = {
  ...gateChangeUnapproved,
  conclusion: 'success',
  exit_code: 0,
  gate_changes: gateChangeUnapproved.gate_changes.map((change) => ({ ...change, approved: change.loosens })),
  notes: ["head's suite judged both arms, because the change of the gate is approved"],
}

const newAndEditedCases: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason: 'format: new and edited cases: 72.2 % is below 98.0 %, more than chance explains',
      affected_by: ['evals/triage.eval.yaml'],
      affected_cases: 0,
      metrics: [
        {
          ...formatHolds,
          verdict: 'regression',
          reason: 'new and edited cases: 72.2 % is below 98.0 %, more than chance explains',
          base: { mean: null, trials: 0 },
          head: { mean: 0.722, trials: 18 },
          delta: null,
          absolute: { estimate: 0.722, low: 0.51, high: 0.88, level: 0.9 },
          p: 0.00004,
        },
      ],
      cases: [
        {
          case: 'refund-in-french',
          metric: 'format',
          verdict: 'inconclusive',
          base: { mean: null, trials: 0 },
          head: { mean: 1 / 6, trials: 6 },
          form: 'new',
        },
        {
          case: 'refund-angry',
          metric: 'format',
          verdict: 'inconclusive',
          base: { mean: null, trials: 0 },
          head: { mean: 0.5, trials: 6 },
          form: 'edited',
        },
      ],
      calls: { base: 0, head: 18, judge: 0, cached: 0 },
      pairs: { planned: 0, complete: 0, missing: 0 },
      models: { base: [], head: ['gpt-5-mini-2026-05-01'] },
    }),
  ],
  gate_changes: [
    {
      description: 'suite triage: case refund-in-french added',
      file: 'evals/triage.eval.yaml',
      line: 52,
      suite: 'triage',
      loosens: false,
      approved: false,
    },
  ],
  calls: 18,
  cost_usd: null,
})

const guardrailBroken: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason: 'format: 94.2 % is below 98 %, more than chance explains',
      metrics: [
        aMetric(),
        {
          ...formatHolds,
          verdict: 'regression',
          reason: 'less than 98 % is proven',
          head: { mean: 0.942, trials: 240 },
          delta: change(-0.054, -0.08, -0.028),
          absolute: { estimate: 0.942, low: 0.911, high: 0.965, level: 0.9 },
          p: 0.00002,
        },
      ],
    }),
  ],
})

const costRatio: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason: 'cost: 3.86 times base, more than the 1.25 times allowed',
      affected_by: ['evals/triage.eval.yaml (model openai/gpt-5-mini → openai/gpt-5)'],
      metrics: [
        aMetric(),
        {
          ...costHolds,
          verdict: 'regression',
          reason: 'more than 1.25 times base is proven',
          head: { mean: 0.00081, trials: 240 },
          delta: { estimate: 3.86, low: 3.61, high: 4.12, level: 0.975 },
          p: 0.0005,
        },
        aMetric({
          metric: 'latency',
          role: 'advisory',
          assertion: 'ratio-at-most',
          limit: 2,
          reason: 'more than 2 times base is ruled out',
          ...arms(812, 1310),
          delta: change(1.61, 1.48, 1.75),
          p: 1,
          detectable: null,
        }),
      ],
      models: { base: ['gpt-5-mini-2026-05-01'], head: ['gpt-5-2026-05-01'] },
    }),
  ],
  tool_changes: [
    {
      file: 'tools/tickets.json',
      tool: 'search_tickets',
      description: 'parameter query: enum of 4 values → any string (wider)',
    },
  ],
})

/** Damage in a few cases while the mean hardly moves. */
const fewCasesBroken: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason:
        'queue: case refund-angry dropped by 100.0 points, on fresh pairs, more than chance explains, while the mean moved by 0.5 points',
      metrics: [
        aMetric({
          verdict: 'regression',
          reason:
            'case refund-angry dropped by 100.0 points, on fresh pairs, more than chance explains, while the mean moved by 0.5 points',
          cause: 'case',
          ...arms(0.9, 0.905),
          delta: change(0.005, -0.02, 0.03),
          p: 0.004,
        }),
      ],
      cases: [
        {
          ...triageFell.cases[0]!,
          confirmed: { ...arms(1, 0, 6), p: 0.0011 },
        },
        triageFell.cases[2]!,
      ],
      culprits: {
        status: 'confirmed',
        suspects: 1,
        tried: 1,
        slices: [],
        reason: 'confirmed on fresh pairs: refund-angry (100 % → 0 % on 6)',
      },
      calls: { base: 246, head: 246, judge: 0, cached: 0, follow_up: 12 },
    }),
  ],
})

const promptDidIt: IngredientReport = {
  ingredient: 'prompt',
  metric: 'queue',
  base: { mean: 0.95, trials: 40 },
  hybrid: { mean: 0.6, trials: 40 },
  delta: -0.35,
  p: 0.0004,
  verdict: 'explains',
}

/** Nobody stands out, and of two changed ingredients one did it. */
const dropSpread: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason: 'queue: dropped by 8 points, more than chance explains',
      affected_by: ['evals/triage.eval.yaml', 'prompts/triage.md'],
      metrics: [queueFell],
      culprits: {
        status: 'spread',
        suspects: 3,
        tried: 3,
        slices: ['refund'],
        reason:
          'the drop is spread over many cases and none of them stands out: of the 3 that seemed worst none is confirmed on fresh pairs; the drop shows in the slice refund',
      },
      attribution: [
        promptDidIt,
        {
          ...promptDidIt,
          ingredient: 'model',
          hybrid: { mean: 0.95, trials: 40 },
          delta: 0,
          p: 0.64,
          verdict: 'excluded',
        },
      ],
      attribution_reason:
        'the drop comes from the changed prompt, not from the model alone: with that alone queue goes from 95 % to 60 %',
      calls: { base: 298, head: 338, judge: 0, cached: 0, follow_up: 156 },
      models: { base: ['gpt-5-mini-2026-05-01'], head: ['gpt-5-2026-05-01'] },
    }),
  ],
})

const movedCase: MovedCaseReport = {
  case: 'refund-angry',
  trials: 6,
  moved: 1,
  from: { label: 'billing', base: 1, head: 0 },
  to: { label: 'other', base: 0, head: 1 },
}

/** As the policy lets it be told that publishes no outputs, and nobody confirmed. */
const labelsHidden: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason: 'mix: the values moved by 19 points, more than chance explains',
      metrics: [
        {
          ...mixMoved,
          labels: undefined,
          moved_cases: [
            { ...movedCase, from: { base: 1, head: 0.5 }, to: { base: 0, head: 0.5 }, moved: 0.5 },
          ],
        },
      ],
      culprits: {
        of: 'labels',
        status: 'spread',
        suspects: 1,
        tried: 1,
        slices: [],
        reason:
          'the change is spread over many cases and none of them stands out: the one in which most seemed to change is not confirmed on fresh pairs',
      },
    }),
  ],
})

const labelsMoved: Report = aRedReport({
  suites: [
    aSuite({
      verdict: 'regression',
      reason: 'mix: the values moved by 19 points, more than chance explains',
      culprits: {
        of: 'labels',
        status: 'confirmed',
        suspects: 2,
        tried: 2,
        slices: [],
        reason: 'confirmed on fresh pairs: refund-angry (billing → other on 6)',
      },
      metrics: [
        {
          ...mixMoved,
          moved_cases: [
            { ...movedCase, confirmed: { ...arms(1, 0, 6), p: 0.0011 } },
            {
              ...movedCase,
              case: 'where-is-it',
              from: { label: 'shipping', base: 1, head: 0.5 },
              to: { label: 'Please hold the line', base: 0, head: 0.5 },
              moved: 0.5,
            },
          ],
        },
        {
          ...mixMoved,
          metric: 'outcome',
          role: 'guardrail',
          verdict: 'pass',
          cause: undefined,
          reason: 'the values moved by 1 point; a change by 10 points is ruled out',
          delta: change(0.01, 0, 0.06),
          p: 0.4,
          labels: [
            { label: 'refused', base: 0.01, head: 0.02 },
            { label: 'ok', base: 0.99, head: 0.98 },
          ],
          label_count: 2,
        },
      ],
    }),
  ],
})

export const manySuites: Report = aRedReport({
  suites: Array.from({ length: 40 }, (_, at) => {
    const name = `team-${String.fromCharCode(97 + (at % 5))}-suite-${at + 1}`
    const file = `evals/${name}.eval.yaml`
    if (at % 13 === 3) return { ...triageFell, suite: name, file }
    if (at === 5) return { ...outage.suites[0]!, suite: name, file }
    if (at === 7) return { ...inconclusive.suites[0]!, suite: name, file }
    if (at % 4 === 0) return { ...pass.suites[0]!, suite: name, file }
    const reason =
      at % 4 === 1
        ? unaffectedRefunds.reason
        : 'only comments in prompts/common.md changed, which reach no model'
    return { ...unaffectedRefunds, suite: name, file, reason }
  }),
  calls: 6_912,
  cost_usd: 1.34,
  duration_ms: 754_000,
})

const HOSTILE = [
  '@octocat and @org/team',
  '![x](https://evil.example/p.png?k=1)',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '[click](javascript:alert(1)) https://evil.example www.evil.example mail@evil.example',
  '#1 GH-1 org/repo#1 4f0c1d2b7a9e8f6d5c4b3a291807f6e5d4c3b2a1 :+1: $`x`$',
  '```\n````\n~~~\n</details>\n<!-- noisefloor -->',
  '::error file=a::b\n##[error]c\r::set-output name=a::b',
  'left\u202Eright\u2066x\u2069 zero\u200Bwidth \u001B[31mred\u0007',
  '| a | b \\| c \\\\| d | `code` ``',
  'x'.repeat(10_000),
].join('\n')

/** A report in which everything that a model, a file or a pull request can name is one text. */
export function reportOfText(text: string): Report {
  return aRedReport({
    base: text,
    head: text,
    reproduce: `noisefloor check --suite '${text}'`,
    suites: [
      aSuite({
        suite: text,
        file: text,
        verdict: 'regression',
        reason: text,
        affected_by: [text, text],
        metrics: [
          {
            ...queueFell,
            metric: text,
            slice: text,
            reason: text,
            notes: [text],
            labels: [
              { label: text, base: 0.4, head: 0.2 },
              { label: text, base: 0.2, head: 0.4 },
            ],
            label_count: 3,
            moved_cases: [
              {
                ...movedCase,
                case: text,
                from: { label: text, base: 1, head: 0 },
                to: { label: text, base: 0, head: 1 },
              },
            ],
          },
          { ...formatHolds, metric: text, reason: text },
        ],
        cases: [
          {
            ...triageFell.cases[0]!,
            case: text,
            metric: text,
            confirmed: { ...arms(1, 0, 6), p: 0.001 },
            example: { base: text, head: text },
          },
        ],
        culprits: { status: 'confirmed', suspects: 1, tried: 1, slices: [text], reason: text },
        attribution: [{ ...promptDidIt, metric: text }],
        attribution_reason: text,
        models: { base: [text], head: [text, 'b'] },
        findings: [text],
        notes: [text],
      }),
      { ...unaffectedRefunds, suite: text, reason: text },
    ],
    gate_changes: [{ description: text, file: text, suite: text, loosens: true, approved: false }],
    approval_label: text,
    tool_changes: [{ file: text, tool: text, description: text }],
    findings: [text],
    notes: [text],
  })
}

export const hostile: Report = reportOfText(HOSTILE)

export const examples: Readonly<Record<string, Report>> = {
  regression,
  pass,
  'pass-inside-interval': passInsideInterval,
  improved,
  inconclusive,
  outage,
  'invalid-files': invalidFiles,
  unaffected,
  'first-policy': firstPolicy,
  'gate-change-unapproved': gateChangeUnapproved,
  'gate-change-approved': gateChangeApproved,
  'new-and-edited-cases': newAndEditedCases,
  'guardrail-broken': guardrailBroken,
  'cost-ratio': costRatio,
  'few-cases-broken': fewCasesBroken,
  'labels-moved': labelsMoved,
  'labels-hidden': labelsHidden,
  'drop-spread': dropSpread,
  'many-suites': manySuites,
  hostile,
}
