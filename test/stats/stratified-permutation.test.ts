import { describe, expect, it } from 'vitest'
import { judged, passFail } from '../../bench/stats/simulate.ts'
import { bimodal, graded, homogeneous } from '../../bench/stats/suites.ts'
import { fisherWorse } from '../../src/stats/fisher.ts'
import { createRandom } from '../../src/stats/random.ts'
import { diffuseDrop } from '../../src/stats/simulated-drops.ts'
import { type PermutationSample, stratifiedPermutationTests } from '../../src/stats/stratified-permutation.ts'
import type { TwoArmSample } from '../../src/stats/two-arm-sample.ts'
import { fc } from './property.ts'
import { anyArms, drawArms, passFailScores, type SimulatedArms, twoArmSample } from './two-arms.ts'

const OPTIONS = { paths: 1000, seed: 'test' }
const one = ({ scores, ...rest }: TwoArmSample): PermutationSample => ({ ...rest, scores: [scores] })
const test = (sample: TwoArmSample, options = OPTIONS) => stratifiedPermutationTests(one(sample), options)

describe('the stratified permutation test', () => {
  it('counts the labellings that a search through all of them counts', () => {
    // Counted by brute force in R 4 (combn, expand.grid) from the definition of the statistics.
    const { tests, paths, exhaustive } = test(
      twoArmSample([
        { base: [1, 1, 1], head: [0, 0, 1] },
        { base: [1, 1], head: [0, 1, 0, 0] },
      ]),
    )
    expect([paths, exhaustive]).toEqual([300, true])
    expect(tests[0]!.p * 300).toBeCloseTo(12, 9)
    expect(tests[0]!.pCases * 300).toBeCloseTo(12, 9)
  })

  it('counts several metrics under one maximum, with weights and graded scores', () => {
    // As above: 15 · 10 · 2 labellings, weights 3, 1, 1.
    const tone = twoArmSample(
      [
        { base: [1, 0.75, 0.5, 1], head: [0.25, 0.5] },
        { base: [0.5, 0.25], head: [0.75, 0.5, 0] },
        { base: [1], head: [0] },
      ],
      [3, 1, 1],
    )
    const queue = twoArmSample([
      { base: [1, 1, 0, 1], head: [0, 1] },
      { base: [1, 0], head: [1, 1, 0] },
      { base: [1], head: [1] },
    ])
    const { tests, paths } = stratifiedPermutationTests(
      { ...tone, scores: [tone.scores, queue.scores] },
      OPTIONS,
    )
    expect(paths).toBe(300)
    expect(tests.map(({ p }) => Math.round(p * 300))).toEqual([27, 220])
    expect(tests.map(({ pCases }) => Math.round(pCases * 300))).toEqual([20, 216])
  })

  it('is Fisher’s exact test for one case of pass/fail', () => {
    for (const [base, head] of [
      [
        { passes: 4, trials: 4 },
        { passes: 1, trials: 4 },
      ],
      [
        { passes: 9, trials: 10 },
        { passes: 1, trials: 3 },
      ],
      [
        { passes: 2, trials: 3 },
        { passes: 5, trials: 7 },
      ],
    ] as const) {
      const sample = twoArmSample([
        { base: passFailScores(base.passes, base.trials), head: passFailScores(head.passes, head.trials) },
      ])
      expect(test(sample).tests[0]!.p).toBeCloseTo(fisherWorse(base, head), 12)
    }
  })

  it('approaches the enumeration when labellings are drawn', () => {
    const sample = twoArmSample([{ base: passFailScores(19, 20), head: passFailScores(14, 20) }])
    const drawn = test(sample, { paths: 20_000, seed: 'drawn' })
    expect(drawn.exhaustive).toBe(false)
    const exact = fisherWorse({ passes: 19, trials: 20 }, { passes: 14, trials: 20 })
    expect(Math.abs(drawn.tests[0]!.p - exact)).toBeLessThan(3 * Math.sqrt((exact * (1 - exact)) / 20_000))
  })

  it('has p = 1 where nothing varies, nothing was run, or the arms share no case', () => {
    for (const sample of [
      twoArmSample([]),
      twoArmSample([{ base: [1, 1], head: [1, 1, 1] }]),
      twoArmSample([
        { base: [1, 0], head: [] },
        { base: [], head: [0, 0] },
      ]),
      twoArmSample([{ base: [Number.NaN], head: [Number.NaN] }]),
    ]) {
      expect(test(sample).tests).toEqual([{ p: 1, cause: 'mean', pCases: 1 }])
    }
  })

  it('is not moved by a metric that says the same, nor by one that never varies', () => {
    const sample = twoArmSample([
      { base: [1, 1, 1, 0], head: [0, 0, 1] },
      { base: [1, 1], head: [0, 1] },
    ])
    const { p } = test(sample).tests[0]!
    const constant = sample.scores.map(() => 1)
    const { tests } = stratifiedPermutationTests(
      { ...sample, scores: [sample.scores, sample.scores, constant] },
      OPTIONS,
    )
    expect(tests.map((found) => found.p)).toEqual([p, p, 1])
  })

  it('does not depend on the order of trials and always has p in (0, 1]', () => {
    fc.assert(
      fc.property(anyArms, fc.nat(), (sample, seed) => {
        const order = createRandom(`${seed}`).shuffle([...sample.scores.keys()])
        const shuffled: TwoArmSample = {
          scores: Float64Array.from(order, (trial) => sample.scores[trial]!),
          cases: Uint32Array.from(order, (trial) => sample.cases[trial]!),
          heads: Uint8Array.from(order, (trial) => sample.heads[trial]!),
          weights: sample.weights,
        }
        const options = { paths: 50, seed: 'order' }
        const [here, there] = [test(sample, options).tests[0]!, test(shuffled, options).tests[0]!]
        expect(there).toEqual(here)
        for (const p of [here.p, here.pCases]) {
          expect(p).toBeGreaterThan(0)
          expect(p).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('decides on a thousand cases with eight metrics in a few seconds', () => {
    const random = createRandom('large')
    const suite = { base: bimodal(1000), head: bimodal(1000), baseTrials: () => 10, headTrials: () => 10 }
    const samples = Array.from({ length: 8 }, () => drawArms(suite, passFail, random))
    const started = performance.now()
    stratifiedPermutationTests(
      { ...samples[0]!, scores: samples.map((sample) => sample.scores) },
      { paths: 1000, seed: 'large' },
    )
    expect(performance.now() - started).toBeLessThan(15_000)
  })
})

describe('simulated error rates of the permutation test', () => {
  const trials = (base: number, head: number) => ({ baseTrials: () => base, headTrials: () => head })
  const unchanged = (base: readonly number[]) => ({ base, head: base })
  const settings: readonly (readonly [string, SimulatedArms, typeof passFail])[] = [
    ['10 against 3 trials', { ...unchanged(bimodal(30)), ...trials(10, 3) }, passFail],
    ['1 against 5 trials', { ...unchanged(homogeneous(30)), ...trials(1, 5) }, passFail],
    ['graded scores', { ...unchanged(graded(20)), ...trials(4, 2) }, judged],
    ['a single case', { ...unchanged([0.7]), ...trials(12, 9) }, passFail],
    [
      'one heavy case',
      { ...unchanged(homogeneous(20)), ...trials(3, 6), weight: (index) => (index === 0 ? 30 : 1) },
      passFail,
    ],
  ]

  it.each(settings)('alarms in at most a twentieth of runs when nothing changed: %s', (name, suite, draw) => {
    const random = createRandom(name)
    const runs = 300
    let alarms = 0
    for (let run = 0; run < runs; run += 1) {
      const sample = drawArms(suite, draw, random)
      // Two metrics share the level.
      const second = drawArms(suite, draw, random).scores
      const { tests } = stratifiedPermutationTests(
        { ...sample, scores: [sample.scores, second] },
        { paths: 200, seed: `${name}/${run}` },
      )
      if (tests.some(({ p }) => p <= 0.05)) alarms += 1
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / runs))
  })

  it('finds a drop of fifteen points in most runs', () => {
    const base = homogeneous(50)
    const suite = { base, head: diffuseDrop(base, 0.15), ...trials(5, 5) }
    const random = createRandom('power')
    let found = 0
    for (let run = 0; run < 100; run += 1) {
      const { tests } = test(drawArms(suite, passFail, random), { paths: 200, seed: `${run}` })
      if (tests[0]!.p <= 0.05) found += 1
    }
    expect(found).toBeGreaterThan(90)
  })
})
