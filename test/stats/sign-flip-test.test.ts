import { describe, expect, it } from 'vitest'
import { mcnemar } from '../../src/stats/mcnemar.ts'
import { createRandom } from '../../src/stats/random.ts'
import { flipsNeeded, signFlipTest, signFlipTests } from '../../src/stats/sign-flip-test.ts'
import { stepDownMinP } from '../../src/stats/step-down-min-p.ts'
import { readOracle } from './oracle.ts'
import { fc } from './property.ts'
import { anySample, negated, sampleOf, smallSample } from './samples.ts'

interface Enumerated {
  cases: number[]
  differences: number[][]
  weights: number[][]
  tests: { p: number; pMean: number; pConcentrated: number; pCases: number; estimate: number }[]
  stepDown: number[]
}
const enumerated = readOracle<{ signFlips: Enumerated[] }>('tests').signFlips
const options = { seed: 'test', flips: 999 }

describe('the sign-flip test', () => {
  it('equals full enumeration in exact arithmetic, thirds and other inexact sums included', () => {
    for (const { cases, differences, weights, tests, stepDown } of enumerated) {
      const results = signFlipTests(
        Uint32Array.from(cases),
        differences.map((values, metric) => ({
          differences: Float64Array.from(values),
          weights: Float64Array.from(weights[metric]!),
        })),
        options,
      )
      results.forEach((result, metric) => {
        const expected = tests[metric]!
        expect(result.exhaustive).toBe(true)
        expect(result.p).toBe(expected.p)
        expect(result.pMean).toBe(expected.pMean)
        expect(result.pConcentrated).toBe(expected.pConcentrated)
        expect(result.pCases).toBe(expected.pCases)
        expect(result.estimate).toBeCloseTo(expected.estimate, 14)
      })
      expect(stepDownMinP(results.map(({ pathCounts }) => pathCounts)).adjusted).toEqual(stepDown)
    }
  })

  it('gives 863/32768 for Darwin’s maize', () => {
    const inches = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    const sample = sampleOf([inches.map((eighths) => -eighths / 100)])
    const { pMean, exhaustive } = signFlipTest(sample, { seed: 'maize', flips: 2 ** 15 - 1 })
    expect([pMean * 2 ** 15, exhaustive]).toEqual([863, true])
  })

  it('equals the exact binomial test for the mean of one pass/fail metric with equal weights', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), fc.nat(6), (losses, gains, ties) => {
        const differences = [
          ...new Array<number>(losses).fill(-1),
          ...new Array<number>(gains).fill(1),
          ...new Array<number>(ties).fill(0),
        ]
        const oneEach = sampleOf(differences.map((difference) => [difference]))
        expect(signFlipTest(oneEach, options).pMean).toBeCloseTo(mcnemar(losses, gains).worse, 12)
        expect(signFlipTest(sampleOf([differences]), options).pMean).toBeCloseTo(
          mcnemar(losses, gains).worse,
          12,
        )
      }),
      { numRuns: 40 },
    )
  })

  it('comes near the exact value with random flips', () => {
    const sample = sampleOf(Array.from({ length: 60 }, (_, index) => [index < 36 ? -1 : 1]))
    const { pMean, exhaustive, paths } = signFlipTest(sample, { seed: 'random', flips: 19_999 })
    const exact = mcnemar(36, 24).worse
    expect([exhaustive, paths]).toEqual([false, 20_000])
    expect(Math.abs(pMean - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000))
  })

  it('finds damage in one case by the concentrated statistic, and diffuse damage by the mean', () => {
    const concentrated = sampleOf(
      Array.from({ length: 30 }, (_, index) =>
        index === 0 ? [-1, -1, -1, -1, -1, -1] : index % 2 === 0 ? [0, 0, -1, 0, 0, 1] : [0, 1, 0, 0, -1, 0],
      ),
    )
    const diffuse = sampleOf(
      Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? [-1, 0, 0, 0, 0, 1] : [-1, 0, 0, 0, 0, 0])),
    )
    expect(signFlipTest(concentrated, options)).toMatchObject({ cause: 'concentrated' })
    expect(signFlipTest(concentrated, options).p).toBeLessThan(0.03)
    expect(signFlipTest(diffuse, options)).toMatchObject({ cause: 'mean' })
  })

  it('says p = 1, and never alarms, when no pair differs or there is none', () => {
    for (const sample of [
      sampleOf([]),
      sampleOf([[], []]),
      sampleOf([[0, 0], [0]]),
      sampleOf([[Number.NaN]]),
    ]) {
      const result = signFlipTest(sample, options)
      expect([
        result.p,
        result.pMean,
        result.pConcentrated,
        result.pCases,
        result.estimate,
        result.paths,
      ]).toEqual([1, 1, 1, 1, 0, 1])
    }
  })

  it('does not depend on the order of the pairs, nor on pairs that are absent', () => {
    fc.assert(
      fc.property(anySample, fc.string(), (sample, seed) => {
        const order = createRandom(seed).shuffle([...sample.differences.keys()])
        const shuffled = {
          differences: Float64Array.from(order, (pair) => sample.differences[pair]!),
          cases: Uint32Array.from(order, (pair) => sample.cases[pair]!),
          weights: sample.weights,
        }
        const present = order.filter((pair) => !Number.isNaN(sample.differences[pair]))
        const kept = {
          differences: Float64Array.from(present, (pair) => sample.differences[pair]!),
          cases: Uint32Array.from(present, (pair) => sample.cases[pair]!),
          weights: sample.weights,
        }
        const { p, pMean, pConcentrated, pCases } = signFlipTest(sample, { seed: 'order', flips: 99 })
        expect(signFlipTest(shuffled, { seed: 'order', flips: 99 })).toMatchObject({
          p,
          pMean,
          pConcentrated,
          pCases,
        })
        expect(signFlipTest(kept, { seed: 'order', flips: 99 })).toMatchObject({
          p,
          pMean,
          pConcentrated,
          pCases,
        })
      }),
    )
  })

  it('gives p-values in (0, 1], the calibrated ones never below the raw, for any sample', () => {
    fc.assert(
      fc.property(anySample, (sample) => {
        const result = signFlipTest(sample, { seed: 'range', flips: 63 })
        for (const p of [result.p, result.pMean, result.pConcentrated, result.pCases]) {
          expect(p).toBeGreaterThan(0)
          expect(p).toBeLessThanOrEqual(1)
        }
        expect(result.p).toBe(Math.min(result.calibrated.mean, result.calibrated.concentrated))
        expect(result.calibrated.mean).toBeGreaterThanOrEqual(result.pMean)
        expect(result.calibrated.concentrated).toBeGreaterThanOrEqual(result.pConcentrated)
        expect(Number.isNaN(result.estimate)).toBe(false)
      }),
    )
  })

  it('mirrors itself when the arms change places: both tails share only the ties', () => {
    fc.assert(
      fc.property(smallSample, (sample) => {
        const worse = signFlipTest(sample, options)
        const better = signFlipTest(negated(sample), options)
        expect(better.estimate).toBeCloseTo(-worse.estimate, 12)
        expect(worse.pMean + better.pMean).toBeGreaterThan(1)
        expect(worse.pConcentrated + better.pConcentrated).toBeGreaterThan(1)
      }),
    )
  })

  it('never finds less evidence in the mean when a difference gets worse', () => {
    fc.assert(
      fc.property(smallSample, fc.nat(), fc.integer({ min: 0, max: 1000 }), (sample, which, drop) => {
        const index = which % sample.differences.length
        const differences = sample.differences.with(
          index,
          Math.max(-1, sample.differences[index]! - drop / 1000),
        )
        expect(signFlipTest({ ...sample, differences }, options).pMean).toBeLessThanOrEqual(
          signFlipTest(sample, options).pMean,
        )
      }),
    )
  })

  it('leaves out cases of weight 0, so that a slice is judged by its own pairs', () => {
    const whole = sampleOf([
      [-1, -1, 0],
      [1, 1, 1],
      [-1, 0, -1],
    ])
    const slice = sampleOf([
      [-1, -1, 0],
      [-1, 0, -1],
    ])
    const byWeight = signFlipTest({ ...whole, weights: Float64Array.of(1, 0, 1) }, options)
    expect(byWeight).toMatchObject({
      p: signFlipTest(slice, options).p,
      estimate: signFlipTest(slice, options).estimate,
    })
  })

  it('asks for enough flips that ties do not eat a small level', () => {
    expect([flipsNeeded(0.05, 1), flipsNeeded(0.05, 4), flipsNeeded(0.01, 12)]).toEqual([1599, 6399, 95_999])
  })
})

describe('step-down minP', () => {
  const random = createRandom('family')
  const cases = Uint32Array.from({ length: 80 }, (_, pair) => pair % 20)
  const shared = Float64Array.from(cases, () => Math.round(2 * (random.uniform() - random.uniform())) / 2)
  const other = Float64Array.from(cases, () => (random.uniform() < 0.4 ? -1 : random.uniform() < 0.1 ? 1 : 0))
  const weights = new Float64Array(20).fill(1)

  it('charges nothing for a copy of a metric, where Holm would double its p-value', () => {
    const results = signFlipTests(
      cases,
      [
        { differences: other, weights },
        { differences: other, weights },
      ],
      options,
    )
    const { adjusted } = stepDownMinP(results.map(({ pathCounts }) => pathCounts))
    expect(adjusted).toEqual(results.map(({ p }) => p))
  })

  it('adjusts upwards, in the order given, and lets a statistic be asked for by itself', () => {
    const results = signFlipTests(
      cases,
      [
        { differences: shared, weights },
        { differences: other, weights },
      ],
      options,
    )
    const family = stepDownMinP(results.map(({ pathCounts }) => pathCounts))
    expect(results[1]!.p).toBeLessThan(0.05)
    results.forEach(({ p, calibrated }, index) => {
      expect(family.adjusted[index]).toBeGreaterThanOrEqual(p)
      const both = [family.adjust(index, calibrated.mean), family.adjust(index, calibrated.concentrated)]
      expect(Math.min(...both)).toBe(family.adjusted[index])
    })
    const reversed = stepDownMinP(results.map(({ pathCounts }) => pathCounts).toReversed())
    expect(reversed.adjusted).toEqual(family.adjusted.toReversed())
  })

  it('is empty for an empty family', () => {
    expect(stepDownMinP([]).adjusted).toEqual([])
  })
})
