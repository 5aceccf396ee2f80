import type { BlindedEvidence } from '../sampling/decider.ts'
import { planLength, type SamplingPlan } from '../sampling/sampling-plan.ts'
import { firstWave, nextLook, suiteHorizon } from '../stats/sequential/look-schedule.ts'
import type { Suite } from '../suite/suite.ts'
import { blindedNoise, claimHorizon, OF_ONE_ARM } from './claim-horizon.ts'
import { type Hypothesis, listHypotheses } from './hypothesis.ts'
import { hypothesisLevel } from './hypothesis-levels.ts'

/** When to look and how long to go on: a function of blinded evidence alone. */
export interface LookPlan {
  nextLook(blinded: BlindedEvidence): number | undefined
  horizon(blinded: BlindedEvidence): Horizon
}

/** Pairs at which the plan ends, or trials of head alone where it has no pairs; `wanted` is what it would be without the cap. */
interface Horizon {
  readonly pairs: number
  readonly wanted: number
}

/** Pairs that a suite without gating claims is shown with. */
const SHOWN_PAIRS = 50

export function createLookPlan(
  suite: Pick<Suite, 'assertions' | 'deterministic'>,
  plan: SamplingPlan,
): LookPlan {
  if (plan.cases.length === 0) return planLooksAlone(suite, plan)
  const cases = plan.cases.length
  const known = new WeakMap<BlindedEvidence, Horizon>()
  const horizon = (blinded: BlindedEvidence): Horizon => {
    let found = known.get(blinded)
    if (found === undefined) {
      found = horizonOfSuite(blinded)
      known.set(blinded, found)
    }
    return found
  }
  const horizonOfSuite = (blinded: BlindedEvidence): Horizon => {
    if (suite.deterministic) return { pairs: plan.pairs, wanted: plan.pairs }
    const hypotheses = listHypotheses(suite.assertions, blinded.cases, blinded.metrics)
    const horizons = hypotheses
      .filter((one) => one.assertion.role !== 'advisory')
      .map((one) => horizonOf(one, hypotheses, blinded, plan))
    const wanted = suiteHorizon(horizons.length === 0 ? [SHOWN_PAIRS] : horizons, cases)
    return { pairs: Math.min(plan.pairs, wanted), wanted }
  }
  return {
    horizon,
    nextLook(blinded) {
      const done = blinded.pairs.length + blinded.missing
      if (done >= plan.pairs) return undefined
      const first = Math.min(plan.pairs, suite.deterministic ? plan.pairs : firstWave(cases))
      return done < first ? first : nextLook(done, horizon(blinded).pairs)
    },
  }
}

/** The same for trials of head alone, in complete rounds. What they vary by is known from the rates that are claimed. */
function planLooksAlone(
  { assertions, deterministic }: Pick<Suite, 'assertions' | 'deterministic'>,
  plan: SamplingPlan,
): LookPlan {
  const most = planLength(plan)
  const round = Math.max(1, plan.headOnlyCases)
  const rounds = (trials: number): number => Math.min(most, Math.ceil(trials / round) * round)
  const all = listHypotheses(assertions, [], [])
  const gating = all.filter((one) => one.assertion.role !== 'advisory')
  const wanted =
    deterministic || gating.length === 0
      ? most
      : suiteHorizon(
          gating.map(({ claim, assertion }) =>
            claimHorizon(claim, OF_ONE_ARM, {
              falseAlarm: hypothesisLevel({ assertion }, all, plan),
              miss: plan.rates.miss,
            }),
          ),
          round,
        )
  const horizon = rounds(wanted)
  return {
    horizon: () => ({ pairs: horizon, wanted }),
    nextLook({ alone }) {
      if (alone >= horizon) return undefined
      const first = rounds(deterministic ? most : firstWave(round))
      const next = alone < first ? first : nextLook(alone, horizon)
      return next === undefined ? undefined : Math.min(horizon, rounds(next))
    },
  }
}

/**
 * In pairs of the suite; 0 where nothing is known about the metric on pairs of its cases, which no number of pairs would mend. As long as none of
 * its cases has had a turn, pairs count as maximally noisy.
 */
function horizonOf(
  hypothesis: Hypothesis,
  all: readonly Hypothesis[],
  blinded: BlindedEvidence,
  plan: SamplingPlan,
): number {
  const noise = blindedNoise(hypothesis, blinded, plan.perRound)
  const drawn = blinded.pairs.some((index) => hypothesis.weights[index]! > 0)
  if (noise.length === 0 || (drawn && noise.every(({ pairs }) => pairs === 0))) return 0
  const falseAlarm = hypothesisLevel(hypothesis, all, plan)
  return claimHorizon(hypothesis.claim, noise, { falseAlarm, miss: plan.rates.miss })
}
