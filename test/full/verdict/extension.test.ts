import { describe, expect, it } from 'vitest'
import type { Assertion } from '../../../src/suite/assertion.ts'
import type { SimulatedCase } from '../../verdict/evidence.ts'
import { ALPHA, BETA, simulateExtensions } from '../../verdict/extend-evidence.ts'

const claim = { kind: 'no-regression', margin: 0.1, tolerance: 0, cases: 'note' } as const
const primary: Assertion = { metric: 'queue', role: 'primary', claim, slices: [] }
/** Red for nothing short of the margin, so that a false pass has the time it needs. */
const tolerant: Assertion = { ...primary, claim: { ...claim, tolerance: 0.0999 } }
const cases = (count: number, of: (index: number) => SimulatedCase) =>
  Array.from({ length: count }, (_, index) => of(index))
const limit = (level: number, runs: number) => level + 2 * Math.sqrt((level * (1 - level)) / runs)

const NULLS: readonly (readonly [string, number, Parameters<typeof simulateExtensions>[1]])[] = [
  [
    'nothing changed',
    4000,
    { cases: cases(15, () => ({ base: 0.8, head: 0.8 })), planned: 4, rounds: 40, assertions: [primary] },
  ],
  [
    'nothing changed, as noisy as can be',
    4000,
    { cases: cases(6, () => ({ base: 0.5, head: 0.5 })), planned: 6, rounds: 60, assertions: [primary] },
  ],
  [
    'half of the cases gain what the others lose',
    4000,
    {
      cases: cases(10, (index) => (index % 2 === 0 ? { base: 0.7, head: 0.5 } : { base: 0.5, head: 0.7 })),
      planned: 5,
      rounds: 50,
      assertions: [primary],
    },
  ],
  [
    'nothing changed, with a slice and a guardrail',
    1000,
    {
      cases: cases(15, (index) => ({ base: 0.8, head: 0.8, tags: index < 5 ? ['refund'] : [] })),
      planned: 4,
      rounds: 40,
      assertions: [
        { ...primary, slices: ['refund'] },
        { ...primary, role: 'guardrail', claim: { ...claim, margin: 0.2 } },
      ],
    },
  ],
]

const DROPS: readonly (readonly [string, number, Parameters<typeof simulateExtensions>[1]])[] = [
  [
    'every case lost the margin',
    4000,
    { cases: cases(15, () => ({ base: 0.9, head: 0.8 })), planned: 4, rounds: 40, assertions: [primary] },
  ],
  [
    'every case lost the margin, about a half',
    4000,
    { cases: cases(10, () => ({ base: 0.6, head: 0.5 })), planned: 8, rounds: 80, assertions: [tolerant] },
  ],
  [
    'every case lost the margin, from the ceiling',
    4000,
    { cases: cases(10, () => ({ base: 1, head: 0.9 })), planned: 3, rounds: 30, assertions: [tolerant] },
  ],
]

describe('an extension that is looked at after every round, up to ten times the plan, together with its plan', () => {
  it.each(NULLS)('keeps false alarms where %s', (_, runs, options) => {
    expect(simulateExtensions(runs, options).red).toBeLessThan(limit(ALPHA, runs))
  })

  it.each(DROPS)('keeps false passes where %s', (_, runs, options) => {
    expect(simulateExtensions(runs, options).passed).toBeLessThan(limit(BETA, runs))
  })
})
