import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/load-suite.ts'
import { renderRequest } from '../../src/suite/render-request.ts'
import type { Case, PromptTarget } from '../../src/suite/suite.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'
import { TRIAGE } from './triage.ts'

async function triage(files: Readonly<Record<string, string>> = {}) {
  const suite = await loadSuite(memoryTree({ ...TRIAGE, ...files }), 'evals/triage.eval.yaml')
  return { target: suite.target as PromptTarget, cases: suite.cases }
}

async function hashes(files: Readonly<Record<string, string>> = {}) {
  const { target, cases } = await triage(files)
  return cases.map((aCase) => renderRequest(target, aCase).hash)
}

const suiteWith = (from: string, to: string) => {
  const text: string = TRIAGE['evals/triage.eval.yaml']
  if (!text.includes(from)) throw new Error(from)
  return { 'evals/triage.eval.yaml': text.replace(from, to) }
}

describe('a rendered request', () => {
  it('holds the filled prompt, then the messages of the case, tools and parameters', async () => {
    const { target, cases } = await triage()
    const aCase: Case = { ...cases[0]!, messages: [{ role: 'assistant', content: '{{ mail }}' }] }
    expect(renderRequest(target, aCase)).toMatchInlineSnapshot(`
      {
        "hash": "sha256:bca9a271f406395ebeb6c241b188cf838d22f6c3b89b034dea43623ba1b58195",
        "kind": "prompt",
        "model": "openai/gpt-5-mini",
        "request": {
          "messages": [
            {
              "content": "Which queue?

      I want my money back!",
              "role": "user",
            },
            {
              "content": "{{ mail }}",
              "role": "assistant",
            },
          ],
          "parameters": {
            "maxOutputTokens": 300,
            "temperature": 0.7,
          },
          "tools": [
            {
              "description": "Finds an order.",
              "name": "lookup_order",
              "parameters": {
                "properties": {
                  "order_id": {
                    "type": "string",
                  },
                },
                "type": "object",
              },
            },
          ],
        },
      }
    `)
  })

  it('is capped at 1024 output tokens when the suite says nothing', async () => {
    const { target, cases } = await triage(suiteWith(', max-output-tokens: 300', ''))
    expect(renderRequest(target, cases[0]!).request.parameters).toEqual({
      temperature: 0.7,
      maxOutputTokens: 1024,
    })
  })

  it.each([
    ['comments and layout of the suite', suiteWith('cases:', '# a comment\n\ncases:')],
    [
      'order of keys',
      suiteWith(
        '{ temperature: 0.7, max-output-tokens: 300 }',
        '{ max-output-tokens: 300, temperature: 0.70 }',
      ),
    ],
    ['line ends of the prompt', { 'prompts/triage.md': 'Which queue?\r\n\r\n{{ mail }}\r\n' }],
    [
      'a template comment',
      { 'prompts/triage.md': 'Which queue?{% comment %} ask {% endcomment %}\n\n{{mail}}' },
    ],
    [
      'layout of the tools',
      { 'tools/tickets.json': JSON.stringify(JSON.parse(TRIAGE['tools/tickets.json']), null, 4) },
    ],
    ['scorers', suiteWith('$.queue', '$.other')],
    ['expectations', suiteWith('queue: billing', 'queue: refunds')],
  ])('has the same hash whatever the %s', async (_, files) => {
    expect(await hashes(files)).toEqual(await hashes())
  })

  it.each([
    ['prompt', { 'prompts/triage.md': 'Which queue, please?\n\n{{ mail }}\n' }],
    ['model', suiteWith('gpt-5-mini', 'gpt-5')],
    ['temperature', suiteWith('0.7', '0.8')],
    [
      'description of a tool',
      { 'tools/tickets.json': TRIAGE['tools/tickets.json'].replace('Finds', 'Gets') },
    ],
  ])('has another hash when the %s changes', async (_, files) => {
    const [before, after] = [await hashes(), await hashes(files)]
    expect(after.filter((hash) => before.includes(hash))).toEqual([])
  })

  it('has another hash for the case whose variable changes, and only for that', async () => {
    const [before, after] = [await hashes(), await hashes(suiteWith('money back!', 'money!'))]
    expect(after.map((hash, index) => hash === before[index])).toEqual([false, true, true])
  })

  it('has another hash when only the order of a tool schema’s keys changes: the model reads them in order', async () => {
    const { target, cases } = await triage()
    const withProperties = (...names: readonly string[]): PromptTarget => ({
      ...target,
      tools: [
        {
          name: 'answer',
          parameters: {
            type: 'object',
            properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
          },
        },
      ],
    })
    const [first, second] = [withProperties('reasoning', 'queue'), withProperties('queue', 'reasoning')]
    expect(renderRequest(first, cases[0]!).hash).not.toBe(renderRequest(second, cases[0]!).hash)
  })

  it('cannot be made of a case that lacks a variable', async () => {
    const { target, cases } = await triage()
    const run = async () => renderRequest(target, { ...cases[0]!, vars: { mial: 'x' } })
    expect(await findingsOf(run())).toMatchInlineSnapshot(
      `"evals/triage.eval.yaml:9:5: the prompt cannot be filled in for case "refund-angry": the variable "mail" is missing; did you mean "mial"?"`,
    )
  })
})
