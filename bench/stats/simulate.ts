import type { PairedSample } from '../../src/stats/paired-sample.ts'
import type { Random } from '../../src/stats/random.ts'

/** A suite to simulate, by case: expected values in the two arms, weight and number of pairs. */
export interface SimulatedSuite {
  readonly base: readonly number[]
  readonly head: readonly number[]
  readonly weights: readonly number[]
  readonly counts: readonly number[]
}

export function suite(base: readonly number[], head: readonly number[], pairs: number): SimulatedSuite {
  return { base, head, weights: base.map(() => 1), counts: base.map(() => pairs) }
}

/** Draws one score in an arm, given the case's expected value. */
export type DrawScore = (expected: number, random: Random) => number

export const passFail: DrawScore = (rate, random) => (random.uniform() < rate ? 1 : 0)

/** A five-point judge: latent N(μ, .6²), cut at −1, −.3, .3 and 1, as score/4. */
export const judged: DrawScore = (mu, random) => {
  const gaussian = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
  return [-1, -0.3, 0.3, 1].filter((cut) => mu + 0.6 * gaussian > cut).length / 4
}

export function drawSample(simulated: SimulatedSuite, draw: DrawScore, random: Random): PairedSample {
  const cases = Uint32Array.from(
    simulated.counts.flatMap((count, index) => new Array<number>(count).fill(index)),
  )
  return {
    differences: Float64Array.from(
      cases,
      (index) => draw(simulated.head[index]!, random) - draw(simulated.base[index]!, random),
    ),
    cases,
    weights: Float64Array.from(simulated.weights),
  }
}

export interface Share {
  readonly share: number
  /** Monte-Carlo standard error. */
  readonly error: number
}

export function shareOf(runs: number, happens: (run: number) => boolean): Share {
  let times = 0
  for (let run = 0; run < runs; run += 1) if (happens(run)) times += 1
  const share = times / runs
  return { share, error: Math.sqrt((share * (1 - share)) / runs) }
}
