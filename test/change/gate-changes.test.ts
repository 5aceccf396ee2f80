import { describe, expect, it } from 'vitest'
import { compareInMemory, edited, type Files, SHOP } from './compare-versions.ts'

const SUITE = 'evals/shop.eval.yaml'
const DATA = 'evals/data/mails.jsonl'
const POLICY = 'noisefloor.yaml'

/** [what head does, files, gate changes with `!` in front of those that loosen] */
type Row = readonly [string, Readonly<Record<string, string | undefined>>, readonly string[]]

const policyLine = (line: string): Files => ({ [POLICY]: `${SHOP[POLICY]}${line}\n` })

const POLICY_ROWS: readonly Row[] = [
  ['a comment', policyLine('# hello'), []],
  [
    'fewer false alarms',
    policyLine('error-rates: { false-alarm: 0.01 }'),
    ['! policy, error-rates.false-alarm: 0.05 → 0.01'],
  ],
  [
    'more false alarms',
    policyLine('error-rates: { false-alarm: 0.2 }'),
    ['policy, error-rates.false-alarm: 0.05 → 0.2'],
  ],
  ['more misses', policyLine('error-rates: { miss: 0.3 }'), ['! policy, error-rates.miss: 0.1 → 0.3']],
  [
    'a share for extensions',
    policyLine('error-rates: { extension: 0.2 }'),
    ['! policy, error-rates.extension: 0 → 0.2'],
  ],
  ['fewer misses', policyLine('error-rates: { miss: 0.01 }'), ['policy, error-rates.miss: 0.1 → 0.01']],
  [
    'inconclusive passes',
    policyLine('on-inconclusive: pass'),
    ['! policy, on-inconclusive: "neutral" → "pass"'],
  ],
  [
    'inconclusive fails',
    policyLine('on-inconclusive: fail'),
    ['policy, on-inconclusive: "neutral" → "fail"'],
  ],
  ['a greater budget', edited(POLICY, ['usd: 5', 'usd: 6']), ['! policy, budget.usd: 5 → 6']],
  ['a smaller budget', edited(POLICY, ['usd: 5', 'usd: 4']), ['! policy, budget.usd: 5 → 4']],
  ['no budget', edited(POLICY, ['budget: { usd: 5 }', '']), ['! policy, budget.usd: 5 → none']],
  [
    'free models',
    policyLine('prices: { openai/*: free }'),
    ['! policy, prices: [] → [{"models":"openai/*","price":"free"}]'],
  ],
  [
    'full outputs',
    policyLine('publish: { outputs: full }'),
    ['! policy, publish.outputs: "snippets" → "full"'],
  ],
  ['no outputs', policyLine('publish: { outputs: none }'), ['policy, publish.outputs: "snippets" → "none"']],
  [
    'another label',
    edited(POLICY, ['evals-approved', 'lgtm']),
    ['! policy, gate-changes.label: "evals-approved" → "lgtm"'],
  ],
  [
    'a slower pace',
    policyLine('limits: { concurrency: 2, timeout-seconds: 30 }'),
    ['policy, limits.concurrency: 50 → 2', 'policy, limits.timeout-seconds: 120 → 30'],
  ],
  ['a judge', policyLine('judge: { model: sim/judge }'), ['policy, judge.model: none → "sim/judge"']],
  [
    'another place of suites',
    policyLine('suites: tests/*.yaml'),
    ['! policy, suites: ["evals/**/*.eval.yaml"] → ["tests/*.yaml"]'],
  ],
  [
    'a further place of suites',
    policyLine('suites: [evals/**/*.eval.yaml, b/*.yaml]'),
    ['policy, suites: ["evals/**/*.eval.yaml"] → ["evals/**/*.eval.yaml","b/*.yaml"]'],
  ],
  [
    'another credential',
    edited(POLICY, ['OPENAI_API_KEY', 'GITHUB_TOKEN']),
    ['! policy, provider openai, credential: "OPENAI_API_KEY" → "GITHUB_TOKEN"'],
  ],
  [
    'another kind',
    edited(POLICY, ['kind: openai,', 'kind: anthropic,']),
    ['! policy, provider openai, kind: "openai" → "anthropic"'],
  ],
  [
    'a provider with a key',
    edited(POLICY, [
      'providers:',
      'providers:\n  x: { kind: openai-compatible, base-url: "https://x.example/v1", credential: X_KEY }',
    ]),
    ['! policy, provider x is new'],
  ],
  [
    'a provider without',
    edited(POLICY, [
      'providers:',
      'providers:\n  x: { kind: openai-compatible, base-url: "http://127.0.0.1:1/v1" }',
    ]),
    ['policy, provider x is new'],
  ],
  [
    'a provider less',
    edited(POLICY, ['  openai: { kind: openai, credential: OPENAI_API_KEY }\n', '']),
    ['policy, provider openai is deleted'],
  ],
  [
    'another simulated model',
    { 'evals/sim.yaml': 'replies: [always right]\n' },
    ['! policy, provider sim: the simulated model is another one'],
  ],
  ['a comment on the simulated model', { 'evals/sim.yaml': '# a model\nreplies:\n  - ok\n' }, []],
  ['no policy', { [POLICY]: undefined }, ['! policy is deleted']],
  ['a broken policy', { [POLICY]: 'providers: 3\n' }, ['! policy cannot be used any more']],
]

const ASSERTION_ROWS: readonly Row[] = [
  [
    'a greater margin',
    edited(SUITE, ['margin: 0.1 ', 'margin: 0.3 ']),
    ['! suite shop, metric queue: margin 0.1 → 0.3'],
  ],
  [
    'a smaller margin',
    edited(SUITE, ['margin: 0.1 ', 'margin: 0.05 ']),
    ['suite shop, metric queue: margin 0.1 → 0.05'],
  ],
  [
    'a margin that is the default already',
    edited(SUITE, ['no-regression: { margin: 0.1 }', 'no-regression: {}']),
    [],
  ],
  [
    'a greater tolerance',
    edited(SUITE, ['tolerance: 0.1 ', 'tolerance: 0.15 ']),
    ['! suite shop, metric tone: tolerance 0.1 → 0.15'],
  ],
  [
    'red for single cases',
    edited(SUITE, ['margin: 0.1 ', 'margin: 0.1, cases: fail ']),
    ['suite shop, metric queue: cases "note" → "fail"'],
  ],
  [
    'a lower rate',
    edited(SUITE, ['rate: 0.9', 'rate: 0.5']),
    ['! suite shop, metric format: rate 0.9 → 0.5'],
  ],
  [
    'a higher rate',
    edited(SUITE, ['rate: 0.9', 'rate: 0.95']),
    ['suite shop, metric format: rate 0.9 → 0.95'],
  ],
  [
    'more slack',
    edited(SUITE, ['slack: 0.05', 'slack: 0.2']),
    ['! suite shop, metric format: slack 0.05 → 0.2'],
  ],
  [
    'a lesser role',
    edited(SUITE, ['role: guardrail', 'role: advisory']),
    ['! suite shop, metric format: role "guardrail" → "advisory"'],
  ],
  [
    'a greater role',
    edited(SUITE, ['role: guardrail', 'role: primary']),
    ['suite shop, metric format: role "guardrail" → "primary"'],
  ],
  [
    'a slice less',
    edited(SUITE, ['slices: [refund], ', '']),
    ['! suite shop, metric tone: slices ["refund"] → []'],
  ],
  [
    'an assertion less',
    edited(SUITE, ['  - { metric: queue, no-regression: { margin: 0.1 } }\n', '']),
    ['! suite shop, metric queue: no-regression is deleted'],
  ],
  [
    'an assertion more',
    edited(SUITE, ['assert:', 'assert:\n  - { metric: cost, ratio-at-most: 1.25 }']),
    ['suite shop, metric cost: ratio-at-most is new'],
  ],
  [
    'another kind of claim',
    edited(SUITE, ['metric: queue, no-regression: { margin: 0.1 }', 'metric: queue, improves: true']),
    ['! suite shop, metric queue: no-regression is deleted', 'suite shop, metric queue: improves is new'],
  ],
  [
    'fewer trials',
    { [SUITE]: `${SHOP[SUITE]}deterministic: true\n` },
    ['! suite shop, deterministic: false → true'],
  ],
]

const SCORER_ROWS: readonly Row[] = [
  [
    'another path',
    edited(SUITE, ['$.queue', '$.other']),
    ['! suite shop, scorer queue: path "$.queue" → "$.other"'],
  ],
  [
    'another schema',
    { 'evals/shop.schema.json': '{"type":"object"}' },
    ['! suite shop, scorer format: schema.required ["queue"] → none'],
  ],
  ['a schema in another layout', { 'evals/shop.schema.json': '{"required":["queue"],"type":"object"}' }, []],
  [
    'a schema in another place',
    {
      ...edited(SUITE, ['shop.schema.json', 'moved.json']),
      'evals/moved.json': SHOP['evals/shop.schema.json'],
    },
    [],
  ],
  [
    'another rubric',
    { 'evals/tone.md': 'Rude.\n' },
    ['! suite shop, scorer tone: definition.rubric "Friendly." → "Rude."'],
  ],
  [
    'another judge',
    edited(SUITE, ['rubric: tone.md', 'rubric: tone.md, model: sim/kind']),
    ['! suite shop, scorer tone: definition.model none → "sim/kind"'],
  ],
  [
    'a scorer more',
    edited(SUITE, ['scorers:', 'scorers:\n  long: { length: { min: 1 } }']),
    ['suite shop, scorer long is new'],
  ],
  [
    'a scorer less',
    edited(
      SUITE,
      ['  tone: { judge: { rubric: tone.md } }\n', ''],
      [
        '  - { metric: tone, no-regression: { margin: 0.2, tolerance: 0.1 }, slices: [refund], role: advisory }\n',
        '',
      ],
    ),
    ['! suite shop, metric tone: no-regression is deleted', '! suite shop, scorer tone is deleted'],
  ],
]

const CASE_ROWS: readonly Row[] = [
  [
    'another expectation',
    edited(DATA, ['"queue":"shipping"', '"queue":"orders"']),
    ['! suite shop, case late is edited: expected.queue "shipping" → "orders"'],
  ],
  [
    'no expectation',
    edited(
      SUITE,
      ['    expected: { queue: billing }\n', ''],
      ['equals: "{{expected.queue}}"', 'equals: billing'],
    ),
    [
      '! suite shop, scorer queue: matcher.value "{{expected.queue}}" → "billing"',
      '! suite shop, case angry is edited: expected {"queue":"billing"} → none',
    ],
  ],
  [
    'another input',
    edited(DATA, ['Where is it?', 'Where?']),
    ['! suite shop, case late is edited: vars.mail "Where is it?" → "Where?"'],
  ],
  [
    'another weight',
    edited(DATA, ['"weight":2', '"weight":1']),
    ['! suite shop, case short is edited: weight 2 → 1'],
  ],
  [
    'a tag more',
    edited(SUITE, ['tags: [refund]', 'tags: [refund, loud]']),
    ['suite shop, case angry is edited: tags ["refund"] → ["refund","loud"]'],
  ],
  [
    'a case more in a slice',
    edited(DATA, ['"id":"late"', '"id":"late","tags":["refund"]']),
    ['! suite shop, case late is edited: tags [] → ["refund"]'],
  ],
  [
    'a case more',
    { [DATA]: `${SHOP[DATA]}{"id":"added","vars":{"mail":"?"},"expected":{"queue":"x"}}\n` },
    ['suite shop, case added is new'],
  ],
  [
    'a case less',
    edited(DATA, ['{"id":"late","vars":{"mail":"Where is it?"},"expected":{"queue":"shipping"}}\n', '']),
    ['! suite shop, case late is deleted'],
  ],
  [
    'another name of a case',
    edited(DATA, ['"id":"late"', '"id":"later"']),
    ['! suite shop, case late is deleted', 'suite shop, case later is new'],
  ],
]

const SUITE_ROWS: readonly Row[] = [
  ['another prompt', { 'prompts/shop.md': 'x' }, []],
  [
    'another model, tools and parameters',
    { 'tools.json': '[]', ...edited(SUITE, ['sim/shop', 'sim/other'], ['0.7', '0.8']) },
    [],
  ],
  ['a suite less', { [SUITE]: undefined }, ['! suite shop is deleted']],
  [
    'another name',
    edited(SUITE, ['suite: shop', 'suite: store']),
    ['! suite shop is renamed store', 'suite store is new'],
  ],
  [
    'another file',
    { [SUITE]: undefined, 'evals/store.eval.yaml': SHOP[SUITE] as string },
    ['suite shop moves here from evals/shop.eval.yaml'],
  ],
  [
    'a place where no glob finds it',
    { [SUITE]: undefined, 'evals/store.yaml': SHOP[SUITE] as string },
    ['! suite shop is deleted'],
  ],
  [
    'a suite more',
    { 'evals/b.eval.yaml': (SHOP[SUITE] as string).replace('suite: shop', 'suite: b') },
    ['suite b is new'],
  ],
]

describe.each([
  ['policy', POLICY_ROWS],
  ['assertions', ASSERTION_ROWS],
  ['scorers', SCORER_ROWS],
  ['cases', CASE_ROWS],
  ['suites', SUITE_ROWS],
])('changes of %s', (_, rows) => {
  it.each(rows)('%s', async (_name, head, expected) => {
    const { changes } = await compareInMemory(SHOP, head)
    expect(changes).toEqual(expected)
  })
})

describe('a policy that base does not have', () => {
  const { [POLICY]: policy, ...others } = SHOP

  it.each([
    ['is new', others, 'policy is new'],
    ['is mended', { ...SHOP, [POLICY]: 'providers: 3\n' }, "policy is mended: base's cannot be used"],
  ])('%s, which loosens nothing', async (_, base, expected) => {
    const { changes } = await compareInMemory(base as Files, { [POLICY]: policy })
    expect(changes).toEqual([expected])
  })

  it('is no suite where it cannot be used', async () => {
    const { comparisons } = await compareInMemory(SHOP, { [POLICY]: 'providers: 3\n' })
    expect(comparisons.map(({ name }) => name)).toEqual(['shop'])
  })
})

describe('a gate change', () => {
  it('names the file, the line and the suite, and whether it is approved', async () => {
    const head = {
      ...edited(SUITE, ['rate: 0.9', 'rate: 0.5']),
      ...edited(DATA, ['"Hi"', '"Hello"']),
      'evals/shop.schema.json': 'true',
    }
    const lines = (SHOP[SUITE] as string).split('\n')
    const { gateChanges } = await compareInMemory(SHOP, head, { approved: true })
    expect(gateChanges.map(({ file, line, suite, approved }) => ({ file, line, suite, approved }))).toEqual([
      {
        file: SUITE,
        line: lines.findIndex((text) => text.includes('rate: 0.9')) + 1,
        suite: 'shop',
        approved: true,
      },
      { file: 'evals/shop.schema.json', line: undefined, suite: 'shop', approved: true },
      { file: DATA, line: 2, suite: 'shop', approved: true },
    ])
  })

  it('counts cases instead of naming a thousand', async () => {
    const rows = (expected: string) =>
      Array.from(
        { length: 1000 },
        (_, index) =>
          `${JSON.stringify({ id: `c${index}`, vars: { mail: `${index}` }, expected: { queue: expected } })}\n`,
      ).join('')
    const { changes } = await compareInMemory({ ...SHOP, [DATA]: rows('a') }, { [DATA]: rows('b') })
    expect(changes).toEqual(['! suite shop: 1000 cases are edited (c0, c1 and 998 more)'])
  })

  it('is one short line of printable text whatever the files hold', async () => {
    const nasty = '\\u001b[31m\\n::error::x\\n##[error]\\u202e<img src=x>' + 'long '.repeat(1000)
    const { gateChanges } = await compareInMemory(SHOP, {
      ...edited(DATA, ['Where is it?', nasty]),
      ...edited(SUITE, ['$.queue', `$.${'x'.repeat(900)}`]),
    })
    expect(gateChanges).toHaveLength(2)
    for (const { description } of gateChanges) {
      expect(description.length).toBeLessThan(300)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
      expect(description).not.toMatch(/[\u0000-\u001f\u202e]|##\[/)
    }
  })
})
