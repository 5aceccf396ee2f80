/** The repository of the example in the documentation of the file format. */
export const TRIAGE = {
  'evals/triage.eval.yaml': `# yaml-language-server: $schema=../schema/suite.schema.json
suite: triage
target:
  prompt: ../prompts/triage.md            # .md/.txt is one user message; .prompt.yml, .yaml/.json hold roles
  model: openai/gpt-5-mini                # provider/model
  tools: ../tools/tickets.json            # tool definitions
  params: { temperature: 0.7, max-output-tokens: 300 }
cases:
  - id: refund-angry
    vars: { mail: "I want my money back!" }
    expected: { queue: billing }
    tags: [refund]
  - from: data/mails.jsonl                # .jsonl .csv .yaml .json
scorers:
  queue:  { json-path: $.queue, equals: "{{expected.queue}}" }
  format: { json-schema: triage.schema.json }
  tone:   { judge: { rubric: rubrics/tone.md, scale: [1, 5] } }
  protocol: { order: [{ before: lookup_order, after: refund, join: order_id }], never: [delete_order] }
assert:
  - { metric: queue,  no-regression: { margin: 0.1 } }             # role: primary is the default
  - { metric: format, at-least: { rate: 0.98, slack: 0.03 }, role: guardrail }
  - { metric: tone,   no-regression: { margin: 0.1 }, role: advisory }
  - { metric: cost,   ratio-at-most: 1.25, role: guardrail }
`,
  'evals/triage.schema.json': '{ "type": "object", "required": ["queue"] }',
  'evals/rubrics/tone.md': 'Friendly, brief.\n',
  'evals/data/mails.jsonl':
    '{"mail":"Where is it?","expected":{"queue":"shipping"}}\n{"id":"7","vars":{"mail":"Hi"},"expected":{"queue":null},"weight":2}\n',
  'prompts/triage.md': 'Which queue?\n\n{{ mail }}\n',
  'tools/tickets.json':
    '[{"type":"function","function":{"name":"lookup_order","description":"Finds an order.","parameters":{"type":"object","properties":{"order_id":{"type":"string"}}}}}]',
} as const
