import type { EvidenceCase } from '../sampling/evidence.ts'
import type { SuiteDesign } from '../sampling/plan-suite.ts'
import { roundShares } from '../sampling/round-shares.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { suiteHorizon } from '../stats/sequential/look-schedule.ts'
import type { Assertion } from '../suite/assertion.ts'
import { claimHorizon, type Noise, noiseByRate, OF_ONE_ARM } from './claim-horizon.ts'
import { expectedPairs } from './expected-pairs.ts'
import { type Hypothesis, listHypotheses } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'

/** What is planned for: the suite that judges, its affected cases and the error rates that it spends. */
export interface DesignInput {
  readonly assertions: readonly Assertion[]
  readonly cases: readonly Pick<EvidenceCase, 'id' | 'weight' | 'tags'>[]
  /** Cases that run in head alone; where no case is affected, it is their trials that are planned. */
  readonly headOnlyCases?: number
  readonly rates: SamplingPlan['rates']
}

/** Noise of one pair of a case. */
export type PairNoise = Pick<Noise, 'squares' | 'fourths' | 'logSquares'>

/** Noise that is planned for while nothing is known: two arms that each pass about 90 %, quantities that vary by a factor of 1.8. */
export const ASSUMED: PairNoise = { squares: 0.2, fourths: 0.2, logSquares: 0.36 }
/** No pass/fail suite is noisier when nothing has changed. */
const WORST: PairNoise = { squares: 0.5, fourths: 0.5, logSquares: 1 }
/** So many that what is assumed is not taken for a small sample. */
const KNOWN_PAIRS = 10_000

/** How many pairs the suite's gating assertions ask for at the stated error rates, before anything is measured. */
export function designSuite(input: DesignInput): SuiteDesign {
  const { cases, headOnlyCases = 0 } = input
  const perRound = roundShares(cases.map((one) => one.weight))
  const wantedPairs = plannedHorizon(input, { perRound, noiseOf: () => ASSUMED })
  return {
    rates: input.rates,
    wantedPairs,
    mostPairs: plannedHorizon(input, { perRound, noiseOf: () => WORST }),
    expectedPairs:
      cases.length === 0
        ? expectedPairs('alone', wantedPairs, headOnlyCases).estimate
        : expectedPairs('nothing', wantedPairs, cases.length).estimate,
  }
}

/** Horizon of the suite with cases drawn as `perRound` says and noise as it is expected. */
export function plannedHorizon(
  { assertions, cases, headOnlyCases = 0, rates }: DesignInput,
  plan: {
    readonly perRound: readonly number[]
    readonly noiseOf: (hypothesis: Hypothesis, index: number) => PairNoise
  },
): number {
  const { perRound, noiseOf } = plan
  const hypotheses = listHypotheses(assertions, cases, [])
  const round = perRound.reduce((sum, times) => sum + times, 0)
  const horizons = hypotheses
    .filter((one) => one.assertion.role !== 'advisory')
    .map((one) => {
      const falseAlarm = hypothesisLevel(one, hypotheses, { rates })
      const ofRates = { falseAlarm, miss: rates.miss }
      if (cases.length === 0) return claimHorizon(one.claim, OF_ONE_ARM, ofRates)
      const pairs = Float64Array.from(perRound, (times) => (KNOWN_PAIRS * times) / round)
      const each = cases.map((_, index) => noiseOf(one, index))
      const sums = (of: keyof PairNoise) => pairs.map((number, index) => number * each[index]![of])
      const noise = noiseByRate(
        { weights: one.weights, perRound },
        { squares: sums('squares'), fourths: sums('fourths'), logSquares: sums('logSquares'), pairs },
      )
      return noise.length === 0 ? 0 : claimHorizon(one.claim, noise, ofRates)
    })
  return suiteHorizon(horizons, cases.length === 0 ? headOnlyCases : cases.length)
}
