import { describe, expect, it } from 'vitest'
import { textOf } from '../../src/provider/message-text.ts'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { renderMessage } from '../../src/suite/render-message.ts'
import { memoryTree } from './memory-tree.ts'
import { TRIAGE } from './triage.ts'

const FILE = 'evals/triage.eval.yaml'

/** A suite around the part that a test is about. */
async function load(
  parts: { target?: string; cases?: string; scorers?: string; assert?: string; more?: string },
  files = {},
) {
  const text = `suite: t
target: ${parts.target ?? '{ user: "Hi {{ mail }}", model: sim/m }'}
cases: ${parts.cases ?? '[{ vars: { mail: x }, expected: { queue: a } }]'}
scorers: ${parts.scorers ?? '{ queue: { equals: "{{expected.queue}}" } }'}
assert: ${parts.assert ?? '[{ metric: cost, ratio-at-most: 2 }]'}
${parts.more ?? ''}`
  return loadSuite(memoryTree({ 'evals/t.eval.yaml': text, ...files }), 'evals/t.eval.yaml')
}

async function prompt(target: string, files = {}) {
  const suite = await load({ target }, files)
  if (suite.target.kind !== 'prompt') throw new Error('not a prompt')
  return suite.target
}

const rendered = (target: Awaited<ReturnType<typeof prompt>>) =>
  target.messages.map((message) => {
    const { role, content } = renderMessage(message, { mail: 'MAIL' })
    return `${role}: ${textOf(content)}`
  })

describe('the documented suite', () => {
  it('loads with everything it refers to', async () => {
    const suite = await loadSuite(memoryTree(TRIAGE), FILE)
    expect(suite.files).toEqual([
      FILE,
      'evals/data/mails.jsonl',
      'evals/rubrics/tone.md',
      'evals/triage.schema.json',
      'prompts/triage.md',
      'tools/tickets.json',
    ])
    const { place: _, ...first } = suite.cases[0]!
    expect(first).toEqual({
      id: 'refund-angry',
      vars: { mail: 'I want my money back!' },
      expected: { queue: 'billing' },
      tags: ['refund'],
      weight: 1,
      messages: [],
    })
    expect(
      suite.cases.map(({ id, expected, weight, place }) => ({ id, expected, weight, line: place.line })),
    ).toEqual([
      { id: 'refund-angry', expected: { queue: 'billing' }, weight: 1, line: 9 },
      {
        id: expect.stringMatching(/^case-[0-9a-f]{8}$/),
        expected: { queue: 'shipping' },
        weight: 1,
        line: 1,
      },
      { id: '7', expected: { queue: null }, weight: 2, line: 2 },
    ])
    expect([...suite.scorers]).toMatchInlineSnapshot(`
      [
        [
          "queue",
          {
            "kind": "json-path",
            "matcher": {
              "coerce": false,
              "ignoreCase": false,
              "kind": "equals",
              "value": "{{expected.queue}}",
            },
            "path": "$.queue",
          },
        ],
        [
          "format",
          {
            "file": "evals/triage.schema.json",
            "kind": "json-schema",
            "schema": {
              "required": [
                "queue",
              ],
              "type": "object",
            },
          },
        ],
        [
          "tone",
          {
            "definition": {
              "rubric": "Friendly, brief.",
              "scale": [
                1,
                5,
              ],
            },
            "kind": "judge",
          },
        ],
        [
          "protocol",
          {
            "definition": {
              "never": [
                "delete_order",
              ],
              "order": [
                {
                  "after": "refund",
                  "before": "lookup_order",
                  "join": "order_id",
                },
              ],
            },
            "kind": "protocol",
          },
        ],
      ]
    `)
    expect(suite.assertions).toMatchInlineSnapshot(`
      [
        {
          "claim": {
            "cases": "note",
            "kind": "no-regression",
            "margin": 0.1,
            "tolerance": 0.03333333333333333,
          },
          "metric": "queue",
          "role": "primary",
          "slices": [],
        },
        {
          "claim": {
            "kind": "at-least",
            "rate": 0.98,
            "slack": 0.03,
          },
          "metric": "format",
          "role": "guardrail",
          "slices": [],
        },
        {
          "claim": {
            "cases": "note",
            "kind": "no-regression",
            "margin": 0.1,
            "tolerance": 0.03333333333333333,
          },
          "metric": "tone",
          "role": "advisory",
          "slices": [],
        },
        {
          "claim": {
            "kind": "ratio-at-most",
            "ratio": 1.25,
          },
          "metric": "cost",
          "role": "guardrail",
          "slices": [],
        },
      ]
    `)
    expect(suite.target).toMatchObject({
      kind: 'prompt',
      model: 'openai/gpt-5-mini',
      parameters: { temperature: 0.7, maxOutputTokens: 300 },
      tools: [{ name: 'lookup_order', description: 'Finds an order.' }],
      files: { prompt: ['prompts/triage.md'], tools: ['tools/tickets.json'], parameters: [] },
    })
    expect(suite.deterministic).toBe(false)
  })

  it('says where things stand', async () => {
    const { places } = await loadSuite(memoryTree(TRIAGE), FILE)
    const shown = Object.fromEntries(
      [...places].map(([key, place]) => [key, `${place.file}:${place.line}:${place.column}`]),
    )
    expect(shown).toMatchInlineSnapshot(`
      {
        "assert.0": "evals/triage.eval.yaml:20:5",
        "assert.1": "evals/triage.eval.yaml:21:5",
        "assert.2": "evals/triage.eval.yaml:22:5",
        "assert.3": "evals/triage.eval.yaml:23:5",
        "cases.7": "evals/data/mails.jsonl:2:1",
        "cases.case-bf80d8ca": "evals/data/mails.jsonl:1:1",
        "cases.refund-angry": "evals/triage.eval.yaml:9:5",
        "scorers.format": "evals/triage.eval.yaml:16:3",
        "scorers.protocol": "evals/triage.eval.yaml:18:3",
        "scorers.queue": "evals/triage.eval.yaml:15:3",
        "scorers.tone": "evals/triage.eval.yaml:17:3",
        "suite": "evals/triage.eval.yaml:2:8",
        "target": "evals/triage.eval.yaml:3:1",
        "target.model": "evals/triage.eval.yaml:5:3",
        "target.params": "evals/triage.eval.yaml:7:3",
        "target.prompt": "evals/triage.eval.yaml:4:3",
        "target.tools": "evals/triage.eval.yaml:6:3",
      }
    `)
  })
})

describe('a prompt', () => {
  const files = {
    'evals/p.md': 'From file {{ mail }}\r\n',
    'evals/p.prompt.yml': `name: Triage
description: Sorts mail
model: openai/gpt-4o-mini
modelParameters: { temperature: 0.2, max_tokens: 50, topP: 0.5 }
messages:
  - { role: system, content: You sort. }
  - { role: user, content: "{{ mail }}" }
testData: [{ input: x }]
evaluators: [{ name: e, string: { contains: x } }]
`,
    'evals/list.json':
      '[{ "role": "system", "content": "S" }, { "role": "assistant", "content": "A" }, { "role": "user", "file": "p.md" }]',
    'evals/roles.yaml': 'messages:\n  - role: user\n    content: |\n      Dear {{ mail }}\n',
  }

  it.each([
    ['a text file, one user message', '{ prompt: p.md, model: s/m }', ['user: From file MAIL']],
    ['a file of roles', '{ prompt: roles.yaml, model: s/m }', ['user: Dear MAIL\n']],
    [
      'a list of roles in JSON',
      '{ prompt: list.json, model: s/m }',
      ['system: S', 'assistant: A', 'user: From file MAIL'],
    ],
    [
      'system and user as text',
      '{ system: Be brief., user: "{{ mail }}", model: s/m }',
      ['system: Be brief.', 'user: MAIL'],
    ],
    [
      'system as a file',
      '{ system: p.md, user: "yes or no?", model: s/m }',
      ['system: From file MAIL', 'user: yes or no?'],
    ],
    [
      'a list in place',
      '{ prompt: [{ role: system, file: p.md }, { role: user, content: yes/no }], model: s/m }',
      ['system: From file MAIL', 'user: yes/no'],
    ],
    ['mustache', '{ user: "{{{mail}}}", prompt-syntax: mustache, model: s/m }', ['user: MAIL']],
    ['an f-string', '{ user: "{mail}!", prompt-syntax: f-string, model: s/m }', ['user: MAIL!']],
    ['no syntax', '{ user: "{{mail}}", prompt-syntax: none, model: s/m }', ['user: {{mail}}']],
  ])('may be %s', async (_, target, messages) => {
    expect(rendered(await prompt(target, files))).toEqual(messages)
  })

  it("takes model and parameters of GitHub Models' form where the suite gives none", async () => {
    const own = await prompt('{ prompt: p.prompt.yml }', files)
    expect(own).toMatchObject({
      model: 'openai/gpt-4o-mini',
      parameters: { temperature: 0.2, maxOutputTokens: 50, topP: 0.5 },
    })
    expect(rendered(own)).toEqual(['system: You sort.', 'user: MAIL'])
    const over = await prompt('{ prompt: p.prompt.yml, model: s/m, params: { temperature: 1 } }', files)
    expect(over).toMatchObject({ model: 's/m', parameters: { temperature: 1, maxOutputTokens: 50 } })
  })

  it('takes a response format from GitHub Models form, its schema as JSON text', async () => {
    const file = `messages: [{ role: user, content: Hi }]
responseFormat: json_schema
jsonSchema: '{"name": "x", "strict": true, "schema": {"type": "object"}}'
`
    const target = await prompt('{ prompt: r.prompt.yml, model: s/m }', { 'evals/r.prompt.yml': file })
    expect(target.parameters).toEqual({ responseFormat: { type: 'json', schema: { type: 'object' } } })
  })

  it('may be absent when the cases bring their messages', async () => {
    const suite = await load({
      target: '{ model: s/m }',
      cases: '[{ messages: [{ role: user, content: "{{ not a template }}" }], expected: { queue: a } }]',
    })
    expect(suite.cases[0]?.messages).toEqual([{ role: 'user', content: '{{ not a template }}' }])
  })

  it('may include partials, which count as its files', async () => {
    const target = await prompt('{ prompt: top.md, model: s/m }', {
      'evals/top.md': "{% render 'parts/rules.md' %} {{ mail }}",
      'evals/parts/rules.md': 'Rules.',
    })
    expect(rendered(target)).toEqual(['user: Rules. MAIL'])
    expect(target.files.prompt).toEqual(['evals/parts/rules.md', 'evals/top.md'])
  })
})

describe('tools', () => {
  const parameters = { type: 'object', properties: { id: { type: 'string' } } }
  const schema = JSON.stringify(parameters)
  it.each([true, false])('keep strict: %s, in either form', async (strict) => {
    const nested = `[{ type: function, function: { name: t, parameters: ${schema}, strict: ${strict} } }]`
    const flat = `[{ name: t, parameters: ${schema}, strict: ${strict} }]`
    for (const tools of [nested, flat]) {
      const target = await prompt(`{ user: Hi, model: s/m, tools: ${tools} }`)
      expect(target.tools).toEqual([{ name: 't', parameters, strict }])
    }
  })

  it.each([
    [
      "OpenAI's form",
      `[{ type: function, function: { name: t, description: d, parameters: ${schema}, strict: null } }]`,
    ],
    ["OpenAI's flat form", `[{ type: function, name: t, description: d, parameters: ${schema} }]`],
    ['the plain form', `[{ name: t, description: d, parameters: ${schema} }]`],
    [
      'the form of MCP and the AI SDK',
      `[{ name: t, description: d, inputSchema: ${schema}, annotations: { readOnlyHint: true } }]`,
    ],
    ["Anthropic's form", `[{ name: t, description: d, input_schema: ${schema} }]`],
  ])('may be written in %s', async (_, tools) => {
    const expected = [{ name: 't', description: 'd', parameters }]
    expect((await prompt(`{ user: Hi, model: s/m, tools: ${tools} }`)).tools).toEqual(expected)
    const files = { 'evals/tools.yaml': tools }
    expect((await prompt('{ user: Hi, model: s/m, tools: tools.yaml }', files)).tools).toEqual(expected)
    expect((await prompt('{ user: Hi, model: s/m, tools: [tools.yaml] }', files)).tools).toEqual(expected)
  })

  it.each([
    ['the answer of an MCP server', `{ "tools": [{ "name": "t", "inputSchema": ${schema} }] }`],
    ['a mapping of names to tools', `{ "t": { "inputSchema": ${schema} } }`],
    ['one tool', `{ "name": "t", "parameters": ${schema} }`],
  ])('may be %s', async (_, text) => {
    const target = await prompt('{ user: Hi, model: s/m, tools: tools.json }', { 'evals/tools.json': text })
    expect(target.tools).toEqual([{ name: 't', parameters }])
  })
})

describe('other targets', () => {
  it('a tool loop with simulated tools is kept', async () => {
    const target = await prompt(
      '{ user: Hi, model: s/m, tools: [{ name: t }], simulate: tools.yaml, max-steps: 5 }',
      {
        'evals/tools.yaml': 'x: 1',
      },
    )
    expect(target).toMatchObject({ simulate: 'evals/tools.yaml', maxSteps: 5 })
  })
})

describe('parameters', () => {
  it('are those of a request, in kebab case', async () => {
    const target = await prompt(
      `
  user: Hi
  model: s/m
  params: { top-p: 0.9, stop: END, seed: 3, frequency-penalty: 1, presence-penalty: -1, reasoning-effort: low, response-format: { json-schema: r.json } }`,
      {
        'evals/r.json': '{ "type": "object" }',
      },
    )
    expect(target.parameters).toEqual({
      topP: 0.9,
      stop: ['END'],
      seed: 3,
      frequencyPenalty: 1,
      presencePenalty: -1,
      reasoningEffort: 'low',
      responseFormat: { type: 'json', schema: { type: 'object' } },
    })
    expect(target.files.parameters).toEqual(['evals/r.json'])
  })
})

describe('scorers', () => {
  it.each([
    '{ equals: x }',
    '{ equals: { a: [1, true] } }',
    '{ equals: "{{expected}}", tolerance: 0.1, coerce: true }',
    '{ equals: "{{expected.queue}}", tolerance: "{{n}}" }',
    '{ contains: x, ignore-case: true }',
    '{ contains-all: [x, 2] }',
    '{ contains-any: "{{words}}" }',
    '{ starts-with: x }',
    '{ ends-with: "{{mail}}" }',
    '{ regex: "^a+$", ignore-case: true }',
    '{ regex: "^{{mail}}$" }',
    '{ json-schema: { type: object } }',
    '{ json-path: $.a }',
    '{ json-path: "$.a[0]", contains: x, ignore-case: true }',
    '{ json-path: $.a, not: { equals: 1 } }',
    '{ length: { max: 100 } }',
    '{ length: { min: 1, max: 9, unit: words } }',
    '{ number: true }',
    '{ number: { min: 0, max: "{{n}}" } }',
    '{ not: { contains: x } }',
    '{ all: [{ contains: x }, { any: [{ regex: a }, { json-path: $.b, number: { min: 1 } }] }] }',
    '{ judge: { rubric: "Is it kind?", scale: [0, 1], model: openai/x } }',
    '{ never: [delete_order] }',
  ])('may be %s', async (scorer) => {
    const suite = await load({
      scorers: `{ s: ${scorer} }`,
      cases: '[{ vars: { mail: x, n: 2, words: [a] }, expected: { queue: 1 } }]',
    })
    expect(suite.scorers.get('s')).toMatchSnapshot()
  })
})

describe('assertions', () => {
  it.each([
    ['no-regression: {}', { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' }],
    ['no-regression: true', { kind: 'no-regression', margin: 0.1, tolerance: 0.1 / 3, cases: 'note' }],
    ['no-regression: 0.05', { kind: 'no-regression', margin: 0.05, tolerance: 0.05 / 3, cases: 'note' }],
    [
      'no-regression: { margin: 0.2, tolerance: 0, cases: fail }',
      { kind: 'no-regression', margin: 0.2, tolerance: 0, cases: 'fail' },
    ],
    ['at-least: 0.98', { kind: 'at-least', rate: 0.98, slack: 0.01 }],
    ['at-least: 0.5', { kind: 'at-least', rate: 0.5, slack: 0.05 }],
    ['at-least: 1', { kind: 'at-least', rate: 1, slack: 0.05 }],
    ['at-least: { rate: 0.98, slack: 0.03 }', { kind: 'at-least', rate: 0.98, slack: 0.03 }],
    ['at-most: 0.02', { kind: 'at-most', rate: 0.02, slack: 0.01 }],
    ['at-most: 0', { kind: 'at-most', rate: 0, slack: 0.05 }],
    ['improves: true', { kind: 'improves' }],
    ['improves: {}', { kind: 'improves' }],
    ['distribution: { total-variation: 0.2 }', { kind: 'distribution', totalVariation: 0.2 }],
    ['distribution: 0.2', { kind: 'distribution', totalVariation: 0.2 }],
  ])('%s', async (claim, expected) => {
    const suite = await load({ assert: `[{ metric: queue, ${claim} }]` })
    expect(suite.assertions).toEqual([{ metric: 'queue', role: 'primary', claim: expected, slices: [] }])
  })

  it('may be about quantities, outcomes and slices', async () => {
    const suite = await load({
      cases: '[{ vars: { mail: x }, expected: { queue: a }, tags: [vip] }]',
      assert: `
  - { metric: latency, ratio-at-most: 1.5 }
  - { metric: outcome.refused, at-most: 0.1 }
  - { metric: outcome, distribution: 0.1 }
  - { metric: queue, no-regression: {}, slices: [vip], role: advisory }`,
    })
    expect(suite.assertions.map(({ metric, slices }) => [metric, slices])).toEqual([
      ['latency', []],
      ['outcome.refused', []],
      ['outcome', []],
      ['queue', ['vip']],
    ])
  })
})
