import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/load-suite.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { findingsOf, memoryTree } from './memory-tree.ts'

const FILE = 'evals/orders.eval.yaml'

function load(messages: readonly string[]): Promise<Suite> {
  const suite = `suite: orders
target: { model: openai/gpt-5-mini, user: Help. }
cases:
  - id: a
    messages:
${messages.map((message) => `      - ${message}`).join('\n')}
assert: [{ metric: cost, ratio-at-most: 1.5 }]
`
  return loadSuite(memoryTree({ [FILE]: suite }), FILE)
}

const two =
  '{ role: assistant, tool-calls: [{ name: look_up, arguments: { order: A-17 } }, { name: today }] }'

describe('messages of tools', () => {
  it('answer the calls before them, in their order where they name none', async () => {
    const suite = await load([two, '{ role: tool, content: lost }', '{ role: tool, content: Monday }'])
    expect(suite.cases[0]!.messages).toEqual([
      {
        role: 'assistant',
        content: '',
        calls: [
          { id: 'call_1', name: 'look_up', arguments: { order: 'A-17' } },
          { id: 'call_2', name: 'today', arguments: {} },
        ],
      },
      {
        role: 'tool',
        content: 'lost',
        answers: { id: 'call_1', name: 'look_up' },
      },
      { role: 'tool', content: 'Monday', answers: { id: 'call_2', name: 'today' } },
    ])
  })

  it('answer the call that they name', async () => {
    const suite = await load([
      '{ role: assistant, content: One moment., tool-calls: [{ id: x, name: look_up }, { id: y, name: today }] }',
      '{ role: tool, tool-call-id: y, content: Monday }',
      '{ role: tool, tool-call-id: x, content: lost }',
    ])
    expect(suite.cases[0]!.messages.map(({ answers }) => answers?.id)).toEqual([undefined, 'y', 'x'])
  })

  it.each([
    [
      'without a call',
      ['{ role: tool, content: lost }'],
      'a message of the role tool answers a call, and none is open',
    ],
    [
      'of another call',
      [
        '{ role: assistant, tool-calls: [{ id: x, name: f }] }',
        '{ role: tool, tool-call-id: z, content: lost }',
      ],
      'there is no open call z; open are x',
    ],
    [
      'too many',
      [
        '{ role: assistant, tool-calls: [{ name: f }] }',
        '{ role: tool, content: a }',
        '{ role: tool, content: b }',
      ],
      'none is open',
    ],
    [
      'too few',
      [two, '{ role: tool, content: lost }', '{ role: user, content: And? }'],
      'the call call_2 of today has no answer',
    ],
    ['missing at the end', [two], 'the call call_1 of look_up has no answer'],
    [
      'with one id for two calls',
      [
        '{ role: assistant, tool-calls: [{ id: x, name: f }, { id: x, name: g }] }',
        '{ role: tool, content: a }',
        '{ role: tool, content: b }',
      ],
      'two calls have the id x',
    ],
    [
      'called by the user',
      ['{ role: user, content: Hi, tool-calls: [{ name: f }] }'],
      'only the assistant calls tools',
    ],
    [
      'named by the user',
      ['{ role: user, content: Hi, tool-call-id: x }'],
      'belongs to a message of the role tool',
    ],
    ['that say nothing', ['{ role: assistant }'], 'needs "content"'],
    [
      'with an id that a provider would refuse',
      ['{ role: assistant, tool-calls: [{ id: "a b", name: f }] }'],
      'must be 1 to 40 letters',
    ],
  ])('%s are a mistake of the file', async (_, messages, message) => {
    const findings = await findingsOf(load(messages))
    expect(findings).toContain(message)
    expect(findings).toMatch(/^evals\/orders\.eval\.yaml:(?:[6-9]|1\d):/)
  })
})
