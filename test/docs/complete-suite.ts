import { stringify } from 'yaml'

type Part = Readonly<Record<string, unknown>>
interface WrittenAssertion {
  readonly metric: string
  readonly distribution?: unknown
}

const MEASURED = /^(cost|latency|first-byte|tokens|steps|outcome(\..*)?)$/

/** Everything that the examples' templates name. */
const CASE = {
  id: 'one',
  vars: { mail: 'hello', order: 'A-1', id: 'm1', limit: 3 },
  expected: { queue: 'billing', total: 12.5 },
  tags: ['refund'],
}

/** Files that the examples name, relative to the repository. */
export const EXAMPLE_FILES: Readonly<Record<string, string | Uint8Array>> = {
  'prompts/triage.md': 'Sort this: {{ mail }}\n',
  'evals/data/mails.csv':
    'id,mail,expected_queue,expected_urgent,total,tags\ncharged,"You charged me twice.",billing,false,12.5,money\n',
  'evals/data/mails.jsonl': '{"id":"late","mail":"Where is it?","expected_queue":"shipping"}\n',
  'evals/data/triage.schema.json': '{ "type": "object" }\n',
  'evals/pictures/receipt.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0),
  'evals/pictures/terms.pdf': '%PDF-1.7\n',
  'evals/sim/shop.yaml': 'rules: [{ replies: [{ text: hello }] }]\n',
  'evals/sim/triage.yaml': 'rules: [{ replies: [{ text: hello }] }]\n',
}

/** The text of a whole suite around a part of one: what is missing is the least that makes the part valid. */
export function completeSuite(part: Part): string {
  const assertions = (part['assert'] as readonly WrittenAssertion[] | undefined) ?? []
  const scorers = (part['scorers'] as Part | undefined) ?? scorersOf(assertions)
  const names = Object.entries(scorers)
  return stringify({
    suite: 'example',
    target: { prompt: '../prompts/triage.md', model: 'openai/gpt-5-mini' },
    defaults: { vars: CASE.vars },
    cases: [CASE],
    scorers,
    assert: names.map(([metric, scorer]) =>
      typeof scorer === 'object' && scorer !== null && 'label' in scorer
        ? { metric, distribution: 0.1 }
        : { metric, 'no-regression': {} },
    ),
    ...part,
  })
}

function scorersOf(assertions: readonly WrittenAssertion[]): Part {
  const named = assertions.filter(({ metric }) => !MEASURED.test(metric))
  if (named.length === 0) return { ok: { contains: 'hello' } }
  return Object.fromEntries(
    named.map(({ metric, distribution }) => [
      metric,
      distribution === undefined ? { contains: 'hello' } : { label: 'output' },
    ]),
  )
}
