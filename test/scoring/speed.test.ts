import { describe, expect, it } from 'vitest'
import type { MatcherDefinition } from '../../src/suite/scorer-definition.ts'
import { at, caseWith, compile, contains, equals, trialWith } from './score-output.ts'

describe('scoring', () => {
  it('of 20,000 trials with four scorers takes less than a second', async () => {
    const scorers = await compile(
      {
        queue: at('$.queue', equals('{{expected.queue}}')),
        short: { kind: 'length', unit: 'words', max: 200 },
        polite: contains('contains-any', ['please', 'thank'], true),
        id: at('$.id', { kind: 'regex', pattern: '^A-\\d+$', ignoreCase: false }),
      },
      caseWith({ expected: { queue: 'billing' } }),
    )
    const outputs = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({ queue: 'billing', id: `A-${index}`, note: 'Thank you for your mail. '.repeat(20) }),
    )
    const started = performance.now()
    for (const output of outputs) scorers.score(trialWith(output))
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('compiles what does not depend on the case once for all cases', async () => {
    const format: MatcherDefinition = {
      kind: 'json-schema',
      schema: { type: 'object', properties: { queue: { enum: ['billing', 'orders'] } } },
    }
    const started = performance.now()
    for (let index = 0; index < 2000; index++) await compile({ format }, caseWith({ id: `case-${index}` }))
    expect(performance.now() - started).toBeLessThan(500)
  })
})
