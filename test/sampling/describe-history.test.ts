import { describe, expect, it } from 'vitest'
import { describeHistory } from '../../src/sampling/describe-history.ts'

describe('what history had to say in a plan', () => {
  it('is a sentence, and none where there was no history', () => {
    expect(describeHistory({})).toEqual([])
    expect(describeHistory({ history: { runs: 3, trials: 240, allocated: true } })).toEqual([
      '240 trials of 3 earlier runs decide how often each case is drawn: more often where results varied',
    ])
    expect(describeHistory({ history: { runs: 1, trials: 80, allocated: false } })).toEqual([
      '80 trials of an earlier run tell how much results vary; all cases are drawn alike',
    ])
  })
})
