import { firstWave } from '../stats/sequential/look-schedule.ts'
import type { ForecastSuite } from './forecast-decider.ts'

/** Milliseconds of a look and of a pair, for each hypothesis, and of a look for each case besides. Measured on one core, warm. */
const LOOK_MS = 0.9
const LOOK_MS_PER_CASE = 0.003
const PAIR_MS = 0.01
/** Looks over a whole horizon, of which about half are needed. */
const LOOKS = 20
const NEEDED = 0.5

/** How long one simulated run takes, roughly: the number of runs follows from it and not from a clock, so that forecasts can be repeated. */
export function runMilliseconds(
  { suite, plan }: Pick<ForecastSuite, 'suite' | 'plan'>,
  horizon: number,
): number {
  const cases = plan.cases.length
  const hypotheses = suite.assertions.reduce((sum, { slices }) => sum + 1 + slices.length, 0)
  const first = firstWave(cases)
  const pairs = Math.max(first, Math.min(NEEDED * horizon, plan.pairs))
  const looks = 1 + (LOOKS * (pairs - first)) / horizon
  return hypotheses * (looks * (LOOK_MS + LOOK_MS_PER_CASE * cases) + PAIR_MS * pairs)
}
