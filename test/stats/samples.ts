import type { PairedSample } from '../../src/stats/paired-sample.ts'
import { fc } from './property.ts'

/** A sample of equal weights from the differences of each case. */
export function sampleOf(byCase: readonly (readonly number[])[], weights?: readonly number[]): PairedSample {
  return {
    differences: Float64Array.from(byCase.flat()),
    cases: Uint32Array.from(byCase.flatMap((differences, index) => differences.map(() => index))),
    weights: Float64Array.from(weights ?? byCase.map(() => 1)),
  }
}

/** Pass/fail pairs of as many cases, one each. */
export function discordantPairs(gains: number, losses: number, pairs: number): PairedSample {
  return sampleOf(
    Array.from({ length: pairs }, (_, pair) => [pair < gains ? 1 : pair < gains + losses ? -1 : 0]),
  )
}

export function negated(sample: PairedSample): PairedSample {
  return { ...sample, differences: sample.differences.map((difference) => 0 - difference) }
}

/** Pass/fail, in quarters, or finer. */
export const difference = fc.oneof(
  fc.constantFrom(-1, 0, 0, 0, 1),
  fc.integer({ min: -4, max: 4 }).map((quarter) => quarter / 4),
  fc.integer({ min: -100_000, max: 100_000 }).map((part) => part / 100_000),
)

/** Any sample in range: empty ones, cases without pairs, absent values and zero weights included. */
export const anySample: fc.Arbitrary<PairedSample> = fc
  .array(
    fc.record({
      differences: fc.array(
        fc.oneof({ weight: 9, arbitrary: difference }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
        {
          maxLength: 6,
        },
      ),
      weight: fc.oneof(fc.constant(1), fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true })),
    }),
    { maxLength: 8 },
  )
  .map((cases) =>
    sampleOf(
      cases.map(({ differences }) => differences),
      cases.map(({ weight }) => weight),
    ),
  )
