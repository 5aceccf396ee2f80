import { describe, expect, it } from 'vitest'
import { createPace, timeLeft } from '../../src/report/time-left.ts'
import { aProgressState } from './progress-state.ts'

/** Ten pairs a second. */
function steadyPace() {
  const pace = createPace()
  for (let second = 0; second <= 5; second += 1) pace.add(10 * second, 1000 * second)
  return pace
}

describe('timeLeft', () => {
  it('is the pairs that the evidence seems to want, at the pace of late', () => {
    // 47 pairs have come 46 % of the way: 102 in all, of which 48 are done.
    expect(timeLeft(aProgressState(['triage']), steadyPace(), 5000)).toBeCloseTo(5417, -1)
  })

  it('adds up suites, and counts those that have ended for nothing', () => {
    const two = timeLeft(aProgressState(['triage', 'reply']), steadyPace(), 5000)!
    const one = timeLeft(
      aProgressState(['triage', 'reply'], [{ kind: 'ended', suite: 'reply', verdict: 'pass' }]),
      steadyPace(),
      5000,
    )!
    expect(two).toBeCloseTo(2 * one, 5)
  })

  it('never goes beyond the most pairs of a suite nor the minutes of the budget', () => {
    const slow = aProgressState(
      ['triage'],
      [
        {
          kind: 'look',
          suite: 'triage',
          standing: () => ({ pairs: 47, ended: false, verdict: 'inconclusive', worse: 0.01, pass: 0.01 }),
        },
      ],
    )
    expect(timeLeft(slow, steadyPace(), 5000)).toBeCloseTo(25_200, 5)
    const capped = aProgressState(['triage'], [], { budget: { minutes: 0.1 } })
    expect(timeLeft(capped, steadyPace(), 5000)).toBe(1000)
  })

  it('is not told before there is a pace', () => {
    const pace = createPace()
    pace.add(0, 0)
    pace.add(10, 1000)
    expect(timeLeft(aProgressState(['triage']), pace, 1000)).toBeUndefined()
  })

  it('forgets a pace that is long over, such as that of recorded trials', () => {
    const pace = createPace()
    pace.add(0, 0)
    for (let second = 1; second <= 60; second += 1) pace.add(1000 + second, 1000 * second)
    expect(pace.rate()! * 1000).toBeCloseTo(1, 5)
  })
})
