import { describe, expect, it } from 'vitest'
import { describeHistory } from '../../src/sampling/describe-history.ts'
import { summariseHistory } from '../../src/sampling/suite-history.ts'

const trials = (id: string, ...scores: readonly number[]) =>
  scores.map((queue) => ({ case: id, scores: { queue } }))

describe('the history of a suite', () => {
  it('is the number of trials of each case and the variance of its scores, over all runs', () => {
    const history = summariseHistory([
      [...trials('a', 1, 0), ...trials('b', 1)],
      [...trials('a', 1, 0), { case: 'b', scores: { tone: 0.5 } }],
    ])
    expect([history.runs, history.trials]).toEqual([2, 6])
    expect(history.metrics.get('queue')).toEqual(
      new Map([
        ['a', { trials: 4, variance: 0.25 }],
        ['b', { trials: 1, variance: 0 }],
      ]),
    )
    expect(history.metrics.get('tone')).toEqual(new Map([['b', { trials: 1, variance: 0 }]]))
  })

  it('is told in a sentence, and not told where there is none', () => {
    expect(describeHistory({})).toEqual([])
    expect(describeHistory({ history: { runs: 3, trials: 240, allocated: true } })).toEqual([
      '240 trials of 3 earlier runs decide how often each case is drawn: more often where results varied',
    ])
    expect(describeHistory({ history: { runs: 1, trials: 80, allocated: false } })).toEqual([
      '80 trials of an earlier run tell how much results vary; all cases are drawn alike',
    ])
  })
})
