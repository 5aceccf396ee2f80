import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Assertion, Claim } from '../../src/suite/assertion.ts'
import { splitFalseAlarm } from '../../src/verdict/error-budget.ts'
import { reserveRates } from '../../src/verdict/reserve-rates.ts'

const drop: Claim = { kind: 'no-regression', margin: 0.1, tolerance: 0.03, cases: 'note' }
const rate: Claim = { kind: 'at-least', rate: 0.9, slack: 0.05 }
const assertion = (claim: Claim, role: Assertion['role']): Assertion => ({
  metric: 'queue',
  role,
  claim,
  slices: [],
})
const sampled = (...assertions: readonly Assertion[]) => ({ assertions, deterministic: false })

describe('the error rates kept for an extension', () => {
  it('are .16 and .04 of α beside .64 and .16 for primaries and guardrails, and a fifth of β', () => {
    const suite = sampled(assertion(drop, 'primary'), assertion(drop, 'guardrail'))
    const [levels] = splitFalseAlarm([['primary', 'guardrail']], 0.05)
    const rates = reserveRates({ ...levels!, miss: 0.1 }, suite, 0.2)
    const inAlpha = (level: number) => Number((level / 0.05).toFixed(12))
    expect([rates.primary, rates.guardrail].map(inAlpha)).toEqual([0.64, 0.16])
    expect([rates.extension!.primary, rates.extension!.guardrail].map(inAlpha)).toEqual([0.16, 0.04])
    expect(rates.miss).toBeCloseTo(0.08, 12)
    expect(rates.extension!.miss).toBeCloseTo(0.02, 12)
  })

  it('are none where the policy keeps none, and where nothing could be extended', () => {
    const rates = { primary: 0.05, guardrail: 0, miss: 0.1 }
    expect(reserveRates(rates, sampled(assertion(drop, 'primary')), 0)).toEqual(rates)
    expect(reserveRates(rates, sampled(assertion(rate, 'primary')), 0.2)).toEqual(rates)
    expect(reserveRates(rates, sampled(assertion({ ...drop, passPower: 3 }, 'primary')), 0.2)).toEqual(rates)
    expect(
      reserveRates(rates, sampled(assertion(rate, 'primary'), assertion(drop, 'advisory')), 0.2),
    ).toEqual(rates)
    const known = { assertions: [assertion(drop, 'primary')], deterministic: true }
    expect(reserveRates(rates, known, 0.2)).toEqual(rates)
  })

  it('stay with a role that has no claim of the kind', () => {
    const suite = sampled(assertion(drop, 'primary'), assertion(rate, 'guardrail'))
    const rates = reserveRates({ primary: 0.04, guardrail: 0.01, miss: 0.1 }, suite, 0.5)
    expect([rates.guardrail, rates.extension!.guardrail]).toEqual([0.01, 0])
  })

  it('and the rates of the plan add up to what was given', () => {
    const level = fc.double({ min: 0, max: 0.25, noNaN: true })
    fc.assert(
      fc.property(level, level, fc.double({ min: 0, max: 0.5, noNaN: true }), (primary, guardrail, share) => {
        const suite = sampled(assertion(drop, 'primary'), assertion(drop, 'guardrail'))
        const rates = reserveRates({ primary, guardrail, miss: 0.1 }, suite, share)
        for (const role of ['primary', 'guardrail', 'miss'] as const) {
          const given = { primary, guardrail, miss: 0.1 }[role]
          expect(rates[role] + (rates.extension?.[role] ?? 0)).toBeCloseTo(given, 14)
        }
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})
