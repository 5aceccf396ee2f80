import type { DrawScore } from '../../bench/stats/simulate.ts'
import type { Random } from '../../src/stats/random.ts'
import type { TwoArmSample } from '../../src/stats/two-arm-sample.ts'
import { fc } from './property.ts'

/** Scores of one case in both arms. */
export interface CaseScores {
  readonly base: readonly number[]
  readonly head: readonly number[]
}

export function twoArmSample(byCase: readonly CaseScores[], weights?: readonly number[]): TwoArmSample {
  const trials = byCase.flatMap(({ base, head }, index) => [
    ...base.map((score) => ({ score, index, isHead: 0 })),
    ...head.map((score) => ({ score, index, isHead: 1 })),
  ])
  return {
    scores: Float64Array.from(trials, (trial) => trial.score),
    cases: Uint32Array.from(trials, (trial) => trial.index),
    heads: Uint8Array.from(trials, (trial) => trial.isHead),
    weights: Float64Array.from(weights ?? byCase.map(() => 1)),
  }
}

/** `passes` times 1, then 0 up to `trials`. */
export function passFailScores(passes: number, trials: number): readonly number[] {
  return Array.from({ length: trials }, (_, trial) => Number(trial < passes))
}

/** A suite to simulate, by case: expected values, trials in the two arms and weight. */
export interface SimulatedArms {
  readonly base: readonly number[]
  readonly head: readonly number[]
  readonly baseTrials: (index: number) => number
  readonly headTrials: (index: number) => number
  readonly weight?: (index: number) => number
}

export function drawArms(suite: SimulatedArms, draw: DrawScore, random: Random): TwoArmSample {
  const scores = (expected: number, trials: number): readonly number[] =>
    Array.from({ length: trials }, () => draw(expected, random))
  return twoArmSample(
    suite.base.map((expected, index) => ({
      base: scores(expected, suite.baseTrials(index)),
      head: scores(suite.head[index]!, suite.headTrials(index)),
    })),
    suite.base.map((_, index) => suite.weight?.(index) ?? 1),
  )
}

const score = fc.oneof(
  fc.constantFrom(0, 1, 1),
  fc.integer({ min: 0, max: 4 }).map((quarter) => quarter / 4),
  fc.integer({ min: 0, max: 100_000 }).map((part) => part / 100_000),
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
)

/** Any sample in range: empty arms, single trials, absent values and zero weights included. */
export const anyArms: fc.Arbitrary<TwoArmSample> = fc
  .array(
    fc.record({
      base: fc.array(score, { maxLength: 5 }),
      head: fc.array(score, { maxLength: 5 }),
      weight: fc.oneof(fc.constant(1), fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true })),
    }),
    { maxLength: 5 },
  )
  .map((cases) =>
    twoArmSample(
      cases,
      cases.map((one) => one.weight),
    ),
  )
