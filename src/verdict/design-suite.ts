import type { EvidenceCase } from '../sampling/evidence.ts'
import type { SuiteDesign } from '../sampling/plan-suite.ts'
import { roundShares } from '../sampling/round-shares.ts'
import type { SamplingPlan } from '../sampling/sampling-plan.ts'
import { suiteHorizon } from '../stats/sequential/look-schedule.ts'
import type { Assertion } from '../suite/assertion.ts'
import { claimHorizon, type Noise, pairsPerPair } from './claim-horizon.ts'
import { expectedPairs } from './expected-pairs.ts'
import { listHypotheses } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'

/** Noise that is planned for while nothing is known: two arms that each pass about 90 %, quantities that vary by a factor of 1.8. */
const ASSUMED: Noise = { squares: 2000, fourths: 2000, logSquares: 3600, pairs: 10_000 }
/** No pass/fail suite is noisier when nothing has changed. */
const WORST: Noise = { squares: 5000, fourths: 5000, logSquares: 10_000, pairs: 10_000 }

/** How many pairs the suite's gating assertions ask for at the stated error rates, before anything is measured. */
export function designSuite(
  assertions: readonly Assertion[],
  cases: readonly Pick<EvidenceCase, 'weight' | 'tags'>[],
  rates: SamplingPlan['rates'],
): SuiteDesign {
  const { miss } = rates
  const hypotheses = listHypotheses(assertions, cases, [])
  const perRound = roundShares(cases.map((one) => one.weight))
  const horizon = (noise: Noise): number =>
    suiteHorizon(
      hypotheses
        .filter((one) => one.assertion.role !== 'advisory')
        .map((one) => {
          const falseAlarm = hypothesisLevel(one, hypotheses, { rates })
          return (
            Math.max(1, pairsPerPair(one.weights, perRound)) *
            claimHorizon(one.claim, noise, { falseAlarm, miss })
          )
        }),
      cases.length,
    )
  const wantedPairs = horizon(ASSUMED)
  return {
    rates,
    wantedPairs,
    mostPairs: horizon(WORST),
    expectedPairs: expectedPairs('nothing', wantedPairs, cases.length).estimate,
  }
}
