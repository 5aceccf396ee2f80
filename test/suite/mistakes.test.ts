import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'
import { TRIAGE } from './triage.ts'

const FILE = 'evals/triage.eval.yaml'

/** The documented suite with one text replaced, and files added. */
function broken(from: string, to: string, files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const text = TRIAGE[FILE]
  if (!text.includes(from)) throw new Error(`the suite does not hold ${from}`)
  const all = { ...TRIAGE, [FILE]: text.replace(from, () => to), ...files }
  return findingsOf(loadSuite(memoryTree(all), FILE))
}

describe('a mistake in a suite is reported with its place and how to mend it:', () => {
  it.each<[string, string, string, Readonly<Record<string, string | Uint8Array>>?]>([
    // The file as a whole.
    ['unknown key', 'suite: triage', 'suite: triage\nscorrers: {}'],
    ['name of the suite missing', 'suite: triage\n', ''],
    ['name of the suite empty', 'suite: triage', 'suite: " "'],
    ['target of the wrong type', 'target:\n', 'target: x\nignored:\n'],
    // The target.
    ['unknown key of the target', 'prompt: ../', 'promt: ../'],
    [
      'nothing to run',
      '  prompt: ../prompts/triage.md            # .md/.txt is one user message; .prompt.yml, .yaml/.json hold roles\n  model: openai/gpt-5-mini                # provider/model\n  tools: ../tools/tickets.json            # tool definitions\n  params: { temperature: 0.7, max-output-tokens: 300 }',
      '  serve: { command: x }',
    ],
    ['no model', '  model: openai/gpt-5-mini ', '  # '],
    ['model without provider', 'openai/gpt-5-mini', 'gpt-5-mini'],
    ['prompt and user', '  model:', '  user: Hi\n  model:'],
    ['prompt and http', '  model:', '  http: { path: /chat }\n  model:'],
    ['missing prompt', 'triage.md', 'triag.md'],
    ['prompt outside the repository', '../prompts/triage.md', '../../secrets.md'],
    ['absolute prompt', '../prompts/triage.md', '/etc/passwd'],
    ['prompt in .git', '../prompts/triage.md', '../.git/config'],
    [
      'binary prompt',
      'suite: triage',
      'suite: triage',
      { 'prompts/triage.md': new Uint8Array([72, 105, 0, 1]) },
    ],
    [
      'prompt that is not UTF-8',
      'suite: triage',
      'suite: triage',
      { 'prompts/triage.md': new Uint8Array([72, 0xff, 0xfe, 0x80]) },
    ],
    [
      'prompt that is too long',
      'suite: triage',
      'suite: triage',
      { 'prompts/triage.md': 'x'.repeat(1_000_001) },
    ],
    [
      'variable that no case has',
      'suite: triage',
      'suite: triage',
      { 'prompts/triage.md': 'Hi\n\n{{ mial }}' },
    ],
    [
      'template that does not parse',
      'suite: triage',
      'suite: triage',
      { 'prompts/triage.md': 'Hi\n{% if mail %}' },
    ],
    [
      'missing partial',
      'suite: triage',
      'suite: triage',
      { 'prompts/triage.md': "{% render 'rules.md' %}{{ mail }}" },
    ],
    [
      'mistakes in a prompt file',
      '../prompts/triage.md',
      'p.yaml',
      { 'evals/p.yaml': 'messages:\n  - { role: usr, content: x }\n  - { role: user, contnt: x }\n' },
    ],
    ['prompt file without messages', '../prompts/triage.md', 'p.yaml', { 'evals/p.yaml': 'text: x\n' }],
    ['empty prompt file', '../prompts/triage.md', 'p.yaml', { 'evals/p.yaml': '' }],
    ['a word with a slash as text', 'prompt: ../prompts/triage.md ', 'user: yes/no '],
    ['unknown parameter', 'max-output-tokens', 'max_tokens'],
    ['parameter out of range', 'temperature: 0.7', 'temperature: 7'],
    ['parameter of the wrong type', 'temperature: 0.7', 'temperature: hot'],
    ['parameter without a value', 'temperature: 0.7', 'temperature: '],
    [
      'tools that are not JSON',
      'suite: triage',
      'suite: triage',
      { 'tools/tickets.json': '[{ "name": "a", }]' },
    ],
    [
      'two tools of one name',
      'suite: triage',
      'suite: triage',
      { 'tools/tickets.json': '[{"name":"a"},\n{"name":"a"}]' },
    ],
    [
      'tool without a name',
      'suite: triage',
      'suite: triage',
      { 'tools/tickets.json': '[{"type":"function","function":{"descripton":"x"}}]' },
    ],
    ['tools file without tools', 'suite: triage', 'suite: triage', { 'tools/tickets.json': '"x"' }],
    // Cases.
    ['unknown key of a case', 'vars: { mail', 'varss: { mail'],
    ['vars that are no mapping', 'vars: { mail: "I want my money back!" }', 'vars: [mail]'],
    ['tag with a comma', 'tags: [refund]', 'tags: ["a,b"]'],
    ['unquoted template', 'mail: "I want my money back!"', 'mail: {{ x }}'],
    // Scorers.
    ['unknown matcher', 'equals: "', 'equal: "'],
    [
      'unknown key of a nested matcher',
      '{ json-schema: triage.schema.json }',
      '{ all: [{ contains: a }, { contain: b }] }',
    ],
    ['no matcher', '{ json-schema: triage.schema.json }', '{ ignore-case: true }'],
    ['two matchers', '{ json-schema: triage.schema.json }', '{ contains: a, ends-with: b }'],
    ['matcher and judge', '{ json-schema: triage.schema.json }', '{ contains: a, judge: { rubric: x } }'],
    [
      'modifier that does not apply',
      '{ json-schema: triage.schema.json }',
      '{ json-schema: triage.schema.json, ignore-case: true }',
    ],
    ['modifier alone with a path', '{ json-schema: triage.schema.json }', '{ json-path: $.a, coerce: true }'],
    ['matcher without a value', '"{{expected.queue}}"', ''],
    ['pattern that does not compile', '{ json-schema: triage.schema.json }', '{ regex: "(a" }'],
    ['pattern that RE2 does not know', '{ json-schema: triage.schema.json }', '{ regex: "(?=a)" }'],
    ['path that does not compile', '$.queue', '"$.queue["'],
    [
      'schema that does not compile',
      '{ json-schema: triage.schema.json }',
      '{ json-schema: { type: strng } }',
    ],
    [
      'schema file that does not compile',
      'suite: triage',
      'suite: triage',
      { 'evals/triage.schema.json': '{ "required": "queue" }' },
    ],
    ['missing schema file', 'triage.schema.json }', 'triage.schma.json }'],
    ['expectation that cases lack', '{{expected.queue}}', '{{expected.queu}}'],
    ['label of the wrong kind', '{ json-schema: triage.schema.json }', '{ label: queue }'],
    ['label that misspells its key', '{ json-schema: triage.schema.json }', '{ label: { json-pth: $.a } }'],
    ['label and matcher', '{ json-schema: triage.schema.json }', '{ json-path: $.a, label: output }'],
    ['label with a tolerance', '{ json-schema: triage.schema.json }', '{ label: output, tolerance: 1 }'],
    [
      'label with a path that does not compile',
      '{ json-schema: triage.schema.json }',
      '{ label: { json-path: "$.[" } }',
    ],
    [
      'label with a variable that cases lack',
      '{ json-schema: triage.schema.json }',
      '{ label: { json-path: "$.{{ field }}" } }',
    ],
    ['length upside down', '{ json-schema: triage.schema.json }', '{ length: { min: 3, max: 2 } }'],
    ['length without bounds', '{ json-schema: triage.schema.json }', '{ length: {} }'],
    ['missing rubric', 'rubrics/tone.md', 'rubrics/ton.md'],
    ['scale upside down', 'scale: [1, 5]', 'scale: [5, 1]'],
    ['scorer with a reserved name', '  format:', '  cost:'],
    ['scorer with a bad name', '  format:', '  my.format:'],
    ['scorer named __proto__', '  format:', '  __proto__:'],
    // Assertions.
    ['unknown key of a claim beside another mistake', 'margin: 0.1 }', 'margn: 2, cases: sometimes }'],
    ['unknown metric', 'metric: queue', 'metric: queu'],
    ['score of a scorer that gives one', 'metric: queue', 'metric: queue.score'],
    ['outcome that is none', 'metric: queue', 'metric: outcome.refusd'],
    ['margin out of range', 'margin: 0.1 }', 'margin: 1.5 }'],
    ['margin of zero', 'margin: 0.1 }', 'margin: 0 }'],
    ['margin that is not a number', 'margin: 0.1 }', 'margin: .nan }'],
    ['margin as text', 'margin: 0.1 }', 'margin: "0.1" }'],
    ['unknown key of a claim', 'margin: 0.1 }', 'margn: 0.1 }'],
    ['tolerance that is not below the margin', 'margin: 0.1 }', 'margin: 0.1, tolerance: 0.1 }'],
    ['claim without a value', 'no-regression: { margin: 0.1 }', 'no-regression: '],
    ['rate out of range', 'rate: 0.98', 'rate: 98'],
    ['slack beyond the scale', 'rate: 0.98, slack: 0.03', 'rate: 0.02, slack: 0.03'],
    ['rate that claims nothing', 'at-least: { rate: 0.98, slack: 0.03 }', 'at-least: 0'],
    ['quantity with a rate', 'cost,   ratio-at-most: 1.25', 'cost, no-regression: {}'],
    ['ratio of a score', 'queue,  no-regression: { margin: 0.1 }', 'queue, ratio-at-most: 1.2'],
    ['rate of labels', '{ json-schema: triage.schema.json }', '{ label: tool }'],
    ['outcome as a score', 'queue,  no-regression', 'outcome, no-regression'],
    ['distribution of a quantity', 'cost,   ratio-at-most: 1.25', 'cost, distribution: 0.1'],
    ['no claim', 'queue,  no-regression: { margin: 0.1 }', 'queue'],
    ['two claims', 'queue,  no-regression: { margin: 0.1 }', 'queue, no-regression: {}, at-least: 0.9'],
    [
      'the same claim twice',
      'metric: format, at-least: { rate: 0.98, slack: 0.03 }',
      'metric: queue, no-regression: {}',
    ],
    ['slice that no case has', 'margin: 0.1 } }             #', 'margin: 0.1 }, slices: [refnd] } #'],
    ['unknown role', 'role: guardrail', 'role: gaurdrail'],
  ])('%s', async (_, from, to, files) => {
    expect(await broken(from, to, files)).toMatchSnapshot()
  })

  it('no assertions', async () => {
    expect(await broken('assert:', 'x-assert:')).toMatchInlineSnapshot(`
      "evals/triage.eval.yaml:2:1: the suite asserts nothing, so it can never fail; add \`assert: [{ metric: queue, no-regression: { margin: 0.1 } }]\`
      evals/triage.eval.yaml:19:1: unknown key "x-assert"; did you mean "assert"?"
    `)
    const text = TRIAGE[FILE].slice(0, TRIAGE[FILE].indexOf('assert:'))
    expect(
      await findingsOf(loadSuite(memoryTree({ ...TRIAGE, [FILE]: `${text}assert: []` }), FILE)),
    ).toMatchInlineSnapshot(
      `"evals/triage.eval.yaml:19:1: the suite asserts nothing, so it can never fail; add \`assert: [{ metric: queue, no-regression: { margin: 0.1 } }]\`"`,
    )
    expect(await findingsOf(loadSuite(memoryTree({ ...TRIAGE, [FILE]: text }), FILE))).toMatchInlineSnapshot(
      `"evals/triage.eval.yaml:2:1: the suite asserts nothing, so it can never fail; add \`assert: [{ metric: queue, no-regression: { margin: 0.1 } }]\`"`,
    )
  })

  it('no target', async () => {
    const text = TRIAGE[FILE].replace(/target:.*(?=cases:)/s, '')
    expect(await findingsOf(loadSuite(memoryTree({ ...TRIAGE, [FILE]: text }), FILE))).toMatchInlineSnapshot(
      `"evals/triage.eval.yaml:2:1: "target" is missing; write \`target: { prompt: FILE, model: PROVIDER/MODEL }\`, or \`http\` or \`command\` in the place of these two"`,
    )
  })

  it('no cases', async () => {
    const text = TRIAGE[FILE].replace(/cases:.*(?=scorers:)/s, '')
    expect(await findingsOf(loadSuite(memoryTree({ ...TRIAGE, [FILE]: text }), FILE))).toMatchInlineSnapshot(
      `"evals/triage.eval.yaml:2:1: "cases" is missing; list them, as in \`cases: [{ id: first, vars: { mail: "…" } }]\`, or name a file of them, \`- from: FILE\`"`,
    )
  })

  it.each([
    ['empty', ''],
    ['only a comment', '# nothing'],
    ['a list', '- suite'],
    ['malformed', 'suite: [a\ntarget: }'],
    ['a key twice', 'suite: a\nsuite: b'],
  ])('file that is %s', async (_, text) => {
    expect(await findingsOf(loadSuite(memoryTree({ [FILE]: text }), FILE))).toMatchSnapshot()
  })

  it('file that is missing', async () => {
    expect(await findingsOf(loadSuite(memoryTree({}), FILE))).toMatchInlineSnapshot(
      `"evals/triage.eval.yaml: there is no such file"`,
    )
  })
})

describe('all mistakes', () => {
  it('of a file and those it refers to are reported together, in the order of their places', async () => {
    const text = `suite: triage
target:
  prompt: missing.md
  modle: openai/x
  params: { temperature: 9 }
  tools: [{ name: "bad name" }]
cases:
  - { id: a, vars: { mail: 1 } }
  - { id: a, wieght: 2 }
  - from: rows.jsonl
scorers:
  s: { contains: a, tolerance: 1 }
  t: { equals: "{{expected.x}}" }
assert:
  - { metric: u, no-regression: { margin: 2 } }
  - { metric: s, at-lest: 0.5 }
`
    const files = { [FILE]: text, 'evals/rows.jsonl': '{"a":1}\n{"weight":-1}' }
    expect(await findingsOf(loadSuite(memoryTree(files), FILE))).toMatchInlineSnapshot(`
      "evals/triage.eval.yaml:3:11: there is no file "evals/missing.md"; a file name is relative to the file that names it
      evals/triage.eval.yaml:4:3: unknown key "modle"; did you mean "model"?
      evals/triage.eval.yaml:5:26: "temperature": must be at most 2
      evals/triage.eval.yaml:6:19: "name": must be 1 to 128 letters, digits, \`_\`, \`-\` or \`.\`
      evals/triage.eval.yaml:9:14: unknown key "wieght"; did you mean "weight"?
      evals/triage.eval.yaml:12:32: "tolerance": does not apply to "contains", only to equals
      evals/triage.eval.yaml:13:3: the scorer "t" needs the variable "expected.x", which is missing in case "a" (evals/triage.eval.yaml:8) and 1 more; there are: mail
      evals/triage.eval.yaml:15:15: there is no metric "u"; a metric is one of s, t, cost, latency, first-byte, tokens, steps, outcome.NAME
      evals/triage.eval.yaml:15:43: "margin": must be at most 1
      evals/triage.eval.yaml:16:18: unknown key "at-lest"; did you mean "at-least"?
      evals/rows.jsonl:2:11: "weight": must be greater than 0 (named in evals/triage.eval.yaml:10)"
    `)
  })

  it('of one kind are counted over the cases', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => `{"mial":"${index}"}`).join('\n')
    expect(
      await broken('suite: triage', 'suite: triage', { 'evals/data/mails.jsonl': rows }),
    ).toMatchInlineSnapshot(`
      "evals/triage.eval.yaml:15:3: the scorer "queue" needs the variable "expected.queue", which is missing in case "case-407ec40a" (evals/data/mails.jsonl:1) and 499 more; there are: mial
      prompts/triage.md:3: the prompt needs the variable "mail", which is missing in case "case-407ec40a" (evals/data/mails.jsonl:1) and 499 more; did you mean "mial"?"
    `)
  })
})
