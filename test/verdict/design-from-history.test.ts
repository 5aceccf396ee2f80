import { describe, expect, it } from 'vitest'
import type { Assertion, Claim, NoRegressionClaim } from '../../src/suite/assertion.ts'
import { designFromHistory } from '../../src/verdict/design-from-history.ts'
import { designSuite } from '../../src/verdict/design-suite.ts'

const noRegression = (margin: number): NoRegressionClaim => ({
  kind: 'no-regression',
  margin,
  tolerance: margin / 3,
  cases: 'note',
})
const assertion = (metric: string, claim: Claim, role: Assertion['role'] = 'primary'): Assertion => ({
  metric,
  role,
  claim,
  slices: [],
})

const CASES = 20
const inputOf = (...assertions: readonly Assertion[]) => ({
  assertions,
  cases: Array.from({ length: CASES }, (_, index) => ({ id: `c${index}`, weight: 1, tags: [] })),
  rates: { primary: 0.05, guardrail: 0, miss: 0.1 },
})
const queue = inputOf(assertion('queue', noRegression(0.05)))

type History = Parameters<typeof designFromHistory>[1]

/** The first cases pass half of the time, the others always. */
function past(trials: number, { metric = 'queue', noisy = 3, runs = 1 } = {}): History {
  return recorded([metric], trials, (index, trial) => [index < noisy ? trial % 2 : 1], runs)
}

function recorded(
  metrics: readonly string[],
  trials: number,
  score: (index: number, trial: number) => readonly number[],
  runs = 1,
): History {
  const ofCase = (index: number) =>
    Array.from({ length: trials }, (_, trial) => Float64Array.from(score(index, trial)))
  return {
    metrics,
    runs,
    trials: new Map(Array.from({ length: CASES }, (_, index) => [`c${index}`, ofCase(index)])),
  }
}

describe('a design from history', () => {
  it('draws the cases that varied more often, expects fewer pairs, and says what it knows', () => {
    const design = designFromHistory(queue, past(40, { runs: 2 }))!
    const even = designSuite(queue)
    expect(Math.min(...design.perRound.slice(0, 3))).toBeGreaterThan(Math.max(...design.perRound.slice(3)))
    expect(design.perRound.slice(3)).toEqual(new Array(CASES - 3).fill(1))
    expect(design.wantedPairs).toBeLessThan(0.6 * even.wantedPairs)
    expect(design.expectedPairs).toBeLessThan(even.expectedPairs)
    expect(design.history).toEqual({ runs: 2, trials: 40 * CASES, allocated: true })
  })

  it('is none without ten trials of some case, or with a history of metrics only that decide nothing', () => {
    expect(
      designFromHistory(
        queue,
        recorded(['queue'], 0, () => []),
      ),
    ).toBeUndefined()
    expect(designFromHistory(queue, past(9))).toBeUndefined()
    expect(designFromHistory(queue, past(40, { metric: 'tone' }))).toBeUndefined()
    const shown = inputOf(assertion('queue', noRegression(0.05), 'advisory'))
    expect(designFromHistory(shown, past(40))).toBeUndefined()
  })

  it('draws all cases alike where they varied alike, and expects what they varied', () => {
    const design = designFromHistory(queue, past(40, { noisy: CASES }))!
    expect(new Set(design.perRound)).toEqual(new Set([1]))
    expect(design.history.allocated).toBe(false)
    expect(design.wantedPairs).toBeGreaterThan(2 * designSuite(queue).wantedPairs)
  })

  it('keeps weights: a heavy case is drawn for its weight and for its noise', () => {
    const cases = queue.cases.map((one, index) => ({ ...one, weight: index === 0 ? 3 : 1 }))
    const { perRound } = designFromHistory({ ...queue, cases }, past(40))!
    expect(perRound[0]).toBe(3 * perRound[1]!)
  })

  it('weighs metrics by their margins, for the tighter one needs the pairs', () => {
    const both = recorded(['queue', 'tone'], 40, (index, trial) => [
      index < 3 ? trial % 2 : 1,
      index === 19 ? trial % 2 : 1,
    ])
    const rates = (queueMargin: number, toneMargin: number) =>
      designFromHistory(
        inputOf(assertion('queue', noRegression(queueMargin)), assertion('tone', noRegression(toneMargin))),
        both,
      )!.perRound
    const [tightQueue, tightTone] = [rates(0.03, 0.3), rates(0.3, 0.03)]
    expect(tightQueue[0]).toBeGreaterThan(tightQueue[19]!)
    expect(tightTone[19]).toBeGreaterThan(tightTone[0]!)
  })

  it.each<[string, Claim]>([
    ['a rate', { kind: 'at-least', rate: 0.9, slack: 0.02 }],
    ['pass^k', { ...noRegression(0.3), passPower: 4 }],
  ])('draws alike where another claim would need more pairs for it: %s', (_, claim) => {
    const input = inputOf(assertion('queue', noRegression(0.05)), assertion('format', claim))
    expect(designFromHistory(input, past(40))!.history.allocated).toBe(false)
  })
})
