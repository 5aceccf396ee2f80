import { blind } from '../sampling/blind.ts'
import type { BlindedEvidence } from '../sampling/decider.ts'
import { drawOrder } from '../sampling/draw-order.ts'
import type { EvidencePair } from '../sampling/evidence.ts'
import { findRoot } from '../stats/find-root.ts'
import { createRandom } from '../stats/random.ts'
import type { ForecastSuite } from './forecast-decider.ts'
import { createLookPlan } from './look-plan.ts'
import { withMargins } from './margin-choice.ts'

/** Pairs from which the noise of a forecast is taken. */
const NOISE_PAIRS = 2000

/** How noisy pairs of the suite are while nothing has changed: blinded, as plans see it. */
export function forecastNoise({ plan, cases, metrics, laws }: Omit<ForecastSuite, 'suite'>): BlindedEvidence {
  const random = createRandom(`${plan.seed}/forecast/noise`)
  const pairs = [...drawOrder({ ...plan, pairs: NOISE_PAIRS })].map(
    ({ case: index, trial, position }): EvidencePair => ({
      case: index,
      trial,
      position,
      base: laws.draw(index, random),
      head: laws.draw(index, random),
    }),
  )
  return blind({ cases, metrics, pairs, missing: [], headOnly: [], headOnlyLost: 0 })
}

/** Pairs at which the suite's error rates are spent with that noise, whatever its cap, when all margins are `factor` times as large. */
export function forecastHorizon(
  { suite, plan }: Pick<ForecastSuite, 'suite' | 'plan'>,
  noise: BlindedEvidence,
  factor = 1,
): number {
  const scaled = { ...suite, assertions: withMargins(suite.assertions, factor) }
  return createLookPlan(scaled, plan).horizon(noise).wanted
}

/**
 * The smallest factor on all margins with which the horizon fits into the cap; `undefined` when none does, because another assertion asks
 * for more.
 *
 * @param margin the one that the factor is about: it may not exceed 1
 */
export function affordableFactor(
  suite: Pick<ForecastSuite, 'suite' | 'plan'>,
  noise: BlindedEvidence,
  margin: number,
): number | undefined {
  const excess = (logFactor: number): number =>
    forecastHorizon(suite, noise, Math.exp(logFactor)) - suite.plan.pairs - 0.5
  const largest = -Math.log(margin)
  if (excess(largest) > 0) return undefined
  return Math.exp(findRoot(excess, Math.log(LEAST_MARGIN / margin), largest))
}

/** Nobody asks for a smaller margin. */
const LEAST_MARGIN = 0.001
