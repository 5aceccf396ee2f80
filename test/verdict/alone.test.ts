import { describe, expect, it } from 'vitest'
import type { HeadOnlyTrial } from '../../src/sampling/evidence.ts'
import type { Assertion } from '../../src/suite/assertion.ts'
import { createSequentialDecider } from '../../src/verdict/sequential-decider.ts'
import { simulateAlone } from './simulate-alone.ts'

const claimed = (slices: readonly string[] = []): Assertion => ({
  metric: 'queue',
  role: 'primary',
  slices,
  claim: { kind: 'at-least', rate: 0.9, slack: 0.05 },
})
const compared: Assertion = {
  metric: 'queue',
  role: 'guardrail',
  slices: [],
  claim: { kind: 'no-regression', margin: 0.1, tolerance: 0.03, cases: 'note' },
}

describe('new cases without any pair', () => {
  it('are looked at again and again: what is always right, or never, is decided with a tenth of the plan', () => {
    const right = simulateAlone({ assertions: [claimed()], rates: [1], seed: '1' })
    expect([right.judgement.verdict, right.calls, right.most]).toEqual(['pass', 42, 506])
    const wrong = simulateAlone({ assertions: [claimed()], rates: [0], seed: '1' })
    expect([wrong.judgement.verdict, wrong.calls]).toEqual(['regression', 16])
  })

  it('are drawn in rounds, each as often as the others', () => {
    const { calls, most } = simulateAlone({
      assertions: [claimed()],
      rates: [1, 1, 1, 1, 1, 1, 1],
      seed: '1',
    })
    expect([calls % 7, most % 7]).toEqual([0, 0])
  })

  it('end as inconclusive at the horizon, and name the budget only where that is what ends them', () => {
    const undecided = (callCap: number) =>
      Array.from({ length: 60 }, (_, seed) =>
        simulateAlone({ assertions: [claimed()], rates: [0.875], callCap, seed: `${seed}` }),
      ).filter(({ judgement }) => judgement.verdict === 'inconclusive')
    const whole = undecided(2000)
    const cut = undecided(100)
    expect(whole.length).toBeGreaterThan(0)
    expect(cut.length).toBeGreaterThan(whole.length)
    for (const { calls, judgement } of whole) expect([calls, judgement.notes]).toEqual([506, []])
    for (const { calls, judgement } of cut)
      expect([calls, judgement.notes[0]]).toEqual([100, expect.stringContaining('up to 506 trials')])
  })

  it('are judged by claims about head alone: what compares is shown and says nothing, a slice, which has no case, is not there', () => {
    const { judgement } = simulateAlone({ assertions: [compared, claimed(['hard'])], rates: [1], seed: '1' })
    expect([judgement.verdict, ...judgement.metrics.map((one) => one.verdict)]).toEqual([
      'pass',
      'pass',
      'unaffected',
    ])
  })

  it('give the same verdict when they are replayed, whatever order they came in', () => {
    for (const rate of [0.8, 0.88, 0.95]) {
      const { judgement, headOnly, plan } = simulateAlone({
        assertions: [claimed()],
        rates: [rate, rate],
        seed: 'r',
      })
      const replay = (trials: readonly HeadOnlyTrial[], lost = 0) =>
        createSequentialDecider({ suite: { assertions: [claimed()], deterministic: false }, plan }).judge({
          cases: [],
          metrics: ['queue'],
          pairs: [],
          missing: [],
          headOnly: trials,
          headOnlyLost: lost,
        })
      const again = replay(headOnly.toReversed())
      expect([again.verdict, again.metrics]).toEqual([judgement.verdict, judgement.metrics])
      // Half of a round is no round.
      expect(replay(headOnly.slice(0, 3)).verdict).toBe('not-evaluable')
    }
  })

  it('count a lost trial as a failure, at the looks that it belongs to', () => {
    const { headOnly, plan } = simulateAlone({ assertions: [claimed()], rates: [1], seed: '1' })
    const lost = headOnly.filter(({ place }) => place < 2 || place > 4)
    const judgement = createSequentialDecider({
      suite: { assertions: [claimed()], deterministic: false },
      plan,
    }).judge({ cases: [], metrics: ['queue'], pairs: [], missing: [], headOnly: lost, headOnlyLost: 3 })
    expect(judgement.verdict).not.toBe('pass')
  })
})
