import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/boundary/finding.ts'
import { compileScorers } from '../../src/scoring/compile-scorers.ts'
import type { MatcherDefinition, ScorerDefinition } from '../../src/suite/scorer-definition.ts'
import type { Case } from '../../src/suite/suite.ts'
import { at, caseWith, compile, contains, equals, trialWith } from './score-output.ts'

async function findingsOf(
  scorers: Record<string, ScorerDefinition>,
  aCase?: Case,
): Promise<readonly string[]> {
  const error = await compile(scorers, aCase).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  return (error as UserError).message.split('\n')
}

describe('a case scored', () => {
  const scorers = {
    queue: at('$.queue', equals('billing')),
    polite: contains('contains', ['please'], true),
    format: { kind: 'json-schema', schema: { type: 'object' } } as const,
  }

  it('gives a score per scorer, in the order of the suite', async () => {
    const scored = (await compile(scorers)).score(trialWith('{"queue": "billing"}'))
    expect(scored).toEqual({ outcome: 'ok', scores: { queue: 1, polite: 0, format: 1 }, labels: {} })
    expect(Object.keys(scored.scores)).toEqual(['queue', 'polite', 'format'])
  })

  it('is invalid when a scorer cannot read the output, and the other scorers still score it', async () => {
    expect((await compile(scorers)).score(trialWith('Billing, please'))).toEqual({
      outcome: 'invalid',
      scores: { queue: 0, polite: 1, format: 0 },
      labels: {},
    })
  })

  it.each(['truncated', 'refused'] as const)(
    'keeps the outcome %s and is scored like any other',
    async (outcome) => {
      const caseScorers = await compile(scorers)
      expect(caseScorers.score(trialWith('{"queue": "bil', outcome))).toEqual({
        outcome,
        scores: { queue: 0, polite: 0, format: 0 },
        labels: {},
      })
      expect(caseScorers.score(trialWith('Please {"queue', outcome)).scores['polite']).toBe(1)
    },
  )

  it('has no score at all after an infra-error', async () => {
    expect((await compile(scorers)).score(trialWith('', 'infra-error'))).toEqual({
      outcome: 'infra-error',
      scores: {},
      labels: {},
    })
  })

  it('keeps a scorer with an unusual name apart', async () => {
    const names = new Map<string, ScorerDefinition>([['__proto__', contains('contains', ['a'])]])
    const { scores } = (await compileScorers(names, caseWith(), new Map())).score(trialWith('a'))
    expect(Object.entries(scores)).toEqual([['__proto__', 1]])
    expect(Object.getPrototypeOf(scores)).toBe(Object.prototype)
  })

  it('has no scores without scorers', async () => {
    expect((await compile({})).score(trialWith('a'))).toEqual({ outcome: 'ok', scores: {}, labels: {} })
  })

  it('keeps the values of different cases apart', async () => {
    const shared = { queue: equals('{{expected.queue}}') }
    const billing = await compile(shared, caseWith({ expected: { queue: 'billing' } }))
    const orders = await compile(shared, caseWith({ id: 'other', expected: { queue: 'orders' } }))
    expect(billing.score(trialWith('orders')).scores).toEqual({ queue: 0 })
    expect(orders.score(trialWith('orders')).scores).toEqual({ queue: 1 })
  })
})

describe('scorers that cannot be used', () => {
  it('name the scorer, the variable, the case with its place, and the nearest variable', async () => {
    const aCase = caseWith({ vars: { mail: 'x' }, expected: { queue: 'billing', topic: 'money' } })
    expect(await findingsOf({ queue: equals('{{expected.quue}}') }, aCase)).toMatchInlineSnapshot(`
      [
        "evals/triage.eval.yaml:30:3: scorer "queue" needs \`expected.quue\`, which case "refund-angry" (evals/triage.eval.yaml:12) does not have; did you mean "expected.queue"?",
      ]
    `)
    expect(await findingsOf({ queue: equals('{{expected.zzzzzz}}') }, aCase)).toMatchInlineSnapshot(`
      [
        "evals/triage.eval.yaml:30:3: scorer "queue" needs \`expected.zzzzzz\`, which case "refund-angry" (evals/triage.eval.yaml:12) does not have; there are: expected.queue, expected.topic",
      ]
    `)
    expect(await findingsOf({ queue: contains('contains', ['{{ mial }}']) }, aCase)).toMatchInlineSnapshot(`
      [
        "evals/triage.eval.yaml:30:3: scorer "queue" needs \`mial\`, which case "refund-angry" (evals/triage.eval.yaml:12) does not have; did you mean "mail"?",
      ]
    `)
  })

  it('say so when the case expects nothing', async () => {
    expect(await findingsOf({ queue: equals('{{expected.queue}}') })).toMatchInlineSnapshot(`
      [
        "evals/triage.eval.yaml:30:3: scorer "queue" needs \`expected.queue\`, which case "refund-angry" (evals/triage.eval.yaml:12) does not have; there is nothing of that name",
      ]
    `)
  })

  it('do not reach what an object inherits', async () => {
    const aCase = caseWith({ expected: { queue: 'billing' } })
    const findings = await findingsOf({ queue: equals('{{expected.constructor}}') }, aCase)
    expect(findings[0]).toContain('`expected.constructor`')
  })

  it('are reported together, each at its place', async () => {
    expect(
      await findingsOf({
        order: { kind: 'regex', pattern: '(unclosed', ignoreCase: false },
        path: at('$.[', equals(1)),
        shape: { kind: 'json-schema', schema: { type: 'strnig' } },
        tone: { kind: 'judge', definition: { rubric: 'rubrics/tone.md' } },
        protocol: { kind: 'protocol', definition: { never: ['delete_order'] } },
        fine: contains('contains', ['a']),
        missing: equals('{{expected.queue}}'),
      }),
    ).toMatchInlineSnapshot(`
      [
        "evals/triage.eval.yaml:30:3: scorer "order": the pattern "(unclosed" is not valid: missing closing ): \`(unclosed\`",
        "evals/triage.eval.yaml:31:3: scorer "path": "$.[" is not a valid JSONPath: unexpected shorthand selector '[' ('$.[':2)",
        "evals/triage.eval.yaml:32:3: scorer "shape": the JSON Schema cannot be used: /type must be equal to one of the allowed values",
        "evals/triage.eval.yaml:33:3: scorer "tone" is a judge, which this version of noisefloor does not run; remove it and its assertions, or score the output with a matcher",
        "evals/triage.eval.yaml:34:3: scorer "protocol" is a protocol, which this version of noisefloor does not run; remove it and its assertions, or score the output with a matcher",
        "evals/triage.eval.yaml:36:3: scorer "missing" needs \`expected.queue\`, which case "refund-angry" (evals/triage.eval.yaml:12) does not have; there is nothing of that name",
      ]
    `)
  })

  const mistakes: [sentence: string, matcher: MatcherDefinition, message: string][] = [
    ['a tolerance below zero', equals(1, { tolerance: -1 }), '`tolerance` is below zero'],
    [
      'a tolerance that is no number',
      equals(1, { tolerance: '{{expected.word}}' }),
      'must be a number, but it is the text "abc"',
    ],
    [
      'a bound that is null',
      { kind: 'number', min: '{{expected.none}}' },
      '`min` must be a number, but it is null',
    ],
    ['bounds that exclude each other', { kind: 'number', min: 2, max: 1 }, '`min` is above `max`'],
    ['an empty text to look for', contains('contains', ['']), 'is in every output'],
    [
      'an empty beginning',
      { kind: 'starts-with', value: '{{expected.empty}}', ignoreCase: false },
      'is in every output',
    ],
    [
      'a list as a beginning',
      { kind: 'starts-with', value: '{{expected.list}}', ignoreCase: false },
      'must be a text, but it is a list',
    ],
    [
      'a map as a pattern',
      { kind: 'regex', pattern: '{{expected}}', ignoreCase: false },
      'must be a text, but it is a map',
    ],
    ['null to look for in a text', contains('contains-any', ['{{expected.none}}']), 'no text contains'],
    [
      'a pattern over a list',
      at('$.items[*]', { kind: 'regex', pattern: 'a', ignoreCase: false }),
      'selects a list',
    ],
    [
      'a pattern over a list, negated',
      at('$..a', { kind: 'not', matcher: { kind: 'number' } }),
      'selects a list',
    ],
    ['characters of a list', at('$[*]', { kind: 'length', unit: 'characters', min: 1 }), 'selects a list'],
  ]
  it.each(mistakes)('include %s', async (_, matcher, message) => {
    const expected = { word: 'abc', none: null, empty: '', list: ['a'] }
    const [finding, ...others] = await findingsOf({ it: matcher }, caseWith({ expected }))
    expect(finding).toMatch(/^evals\/triage\.eval\.yaml:30:3: scorer "it"/)
    expect(finding).toContain(message)
    expect(others).toEqual([])
  })

  it('name the case only when it has a part in the mistake, so that the rest is said once', async () => {
    const constant = { it: contains('contains', ['']) }
    const varying = { it: contains('contains', ['{{expected.word}}']) }
    const cases = ['a', 'b'].map((id) => caseWith({ id, expected: { word: '' } }))
    expect(await findingsOf(constant, cases[0])).toEqual(await findingsOf(constant, cases[1]))
    expect((await findingsOf(varying, cases[1]))[0]).toContain('for case "b"')
  })
})
