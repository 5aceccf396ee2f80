import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/boundary/finding.ts'
import { provider } from './simulate.ts'

function mistakes(text: string): readonly string[] {
  try {
    provider(text)
  } catch (error) {
    if (error instanceof UserError) {
      return error.findings.map(({ file, line, message }) => `${file}:${line}: ${message}`)
    }
    throw error
  }
  return []
}

describe('a description with a mistake', () => {
  it.each([
    ['is empty', '', 'sim.yaml:1: '],
    ['has no rules', 'rules: []', 'sim.yaml:1: '],
    ['has an unknown key', 'rules:\n  - replies: [{ text: a, wieght: 2 }]', 'sim.yaml:2: '],
    ['has an empty condition', 'rules:\n  - replies: [{}]\n    when: {}', 'sim.yaml:3: '],
    ['has an unknown condition', 'rules:\n  - replies: [{}]\n    when: { user-contain: a }', 'sim.yaml:3: '],
    ['has a negative weight', 'rules:\n  - replies:\n      - { weight: -1 }', 'sim.yaml:3: '],
    ['has no number for a weight', 'rules:\n  - replies:\n      - { weight: .nan }', 'sim.yaml:3: '],
    ['is not YAML', 'rules: [', 'sim.yaml:'],
    [
      'has only weights of 0',
      'rules:\n  - replies: [{ weight: 0 }]',
      'every reply of this rule has weight 0',
    ],
    [
      'has a bad expression',
      "rules:\n  - replies: [{}]\n    when:\n      not: { matches: '(a' }",
      'sim.yaml:4: this is not a valid RE2 expression',
    ],
    [
      'has an expression that RE2 cannot run in linear time',
      "rules:\n  - replies: [{}]\n    when: { matches: '(a)\\1' }",
      'sim.yaml:3: this is not a valid RE2 expression',
    ],
    [
      'fills in what nothing captures',
      "rules:\n  - replies:\n      - text: 'Hi {{ name }}'",
      'sim.yaml:3: {{name}} is not a named group',
    ],
    [
      'has an effect on a label that no reply has',
      'rules:\n  - replies: [{ label: good }]\n    effects:\n      - { when: { contains: a }, multiply: { goood: 2 } }',
      'sim.yaml:4: no reply has the label goood; did you mean good?',
    ],
    [
      'has a drift of a label that no reply has',
      'rules: [{ replies: [{ label: good }] }]\ndrift:\n  - { label: god, to: 2, over: 5 }',
      'sim.yaml:3: no reply has the label god; did you mean good?',
    ],
    [
      'has more errors than calls',
      'rules: [{ replies: [{}] }]\nerrors: [{ rate: 0.6, status: 500 }, { rate: 0.6, kind: timeout }]',
      'sim.yaml:2: the rates of the errors add up to 1.2',
    ],
    [
      'has a rule that is never reached',
      'rules:\n  - replies: [{}]\n  - replies: [{}]',
      'sim.yaml:3: this rule is never reached',
    ],
  ])('that %s is refused at its place', (_, text, expected) => {
    const found = mistakes(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.join('\n')).toContain(expected)
  })

  it('shows all of them together', () => {
    const text = `
rules:
  - replies: [{ label: good, text: '{{ who }}' }]
    when: { matches: '(' }
drift: [{ label: bad, to: 1, over: 5 }]
`
    expect(mistakes(text)).toHaveLength(3)
  })

  it('is no mistake when everything fits', () => {
    expect(mistakes('rules: [{ replies: [{}] }]')).toEqual([])
  })
})
