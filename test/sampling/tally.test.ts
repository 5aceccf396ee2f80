import { expect, it } from 'vitest'
import { countFresh, createTally } from '../../src/sampling/tally.ts'
import type { TrialResult } from '../../src/target/trial.ts'

const trial: TrialResult = {
  outcome: 'ok',
  output: 'hello',
  trace: [],
  quantities: {},
  attempts: 1,
  notes: ['openai/gpt-5: temperature is not supported'],
}

it('what a model does not take is noted once, however many trials say so and in whichever arm', () => {
  const tally = createTally()
  for (const arm of ['base', 'head', 'head'] as const) countFresh(tally, arm, trial)
  expect([...tally.notes]).toEqual(trial.notes)
})

it('what caches of prompts save is kept apart from the list price', () => {
  const tally = createTally()
  countFresh(tally, 'base', { ...trial, quantities: { cost_usd: 0.5 } })
  countFresh(tally, 'head', { ...trial, quantities: { cost_usd: 0.5, billed_usd: 0.25 } })
  expect(tally).toMatchObject({ costUsd: 1, cacheSavingUsd: 0.25 })
})
