import type { SuiteHistory } from '../sampling/read-history.ts'
import { inverseIncompleteBeta } from '../stats/beta.ts'
import { normalQuantile } from '../stats/normal.ts'
import { createRandom, type Random } from '../stats/random.ts'
import { type Assertion, isQuantityMetric } from '../suite/assertion.ts'

/** What a trial of each case gives while nothing has changed: recorded or assumed. */
export interface TrialLaws {
  /** A trial of a case, one value per metric. */
  draw(index: number, random: Random): Float64Array
  /** Per case, the expected score of a metric; in (0, 1). */
  expected(metric: number): readonly number[]
  /** The scores of the metric are 0 or 1. */
  isPassFail(metric: number): boolean
}

/**
 * The recorded trials of each case and one pseudo-trial, which is some trial of the suite: without it two passes out of two would be a case
 * that never fails. One is also the weight of a case's neighbours in the usual suite, whose pass rates are spread like a Beta distribution
 * with a + b = 1. All metrics of a trial are drawn together, so that they stay correlated. A case without trials takes those of another.
 *
 * @param cases ids, in the order of the plan
 * @param history with at least one trial
 */
export function recordedLaws(history: SuiteHistory, cases: readonly string[], seed: string): TrialLaws {
  const { metrics } = history
  const recorded = [...history.trials.values()]
  const all = recorded.flat()
  const random = createRandom(`${seed}/stand-ins`)
  const own = cases.map((id) => history.trials.get(id) ?? recorded[random.integer(recorded.length)]!)
  const isScore = metrics.map((metric) => !isQuantityMetric(metric))
  const mean = (trials: readonly Float64Array[], metric: number): number =>
    trials.reduce((sum, trial) => sum + trial[metric]!, 0)
  return {
    draw(index, draws) {
      const trials = own[index]!
      const chosen = draws.integer(trials.length + 1)
      if (chosen < trials.length) return trials[chosen]!
      // The pool in turn has a pseudo-trial of its own that passes or fails everything: nothing is certain.
      const other = draws.integer(all.length + 1)
      const extreme = draws.integer(2)
      // Quantities stay the case's: a long mail is long in every trial.
      return trials[draws.integer(trials.length)]!.map((value, metric) =>
        isScore[metric] ? (all[other]?.[metric] ?? extreme) : value,
      )
    },
    expected(metric) {
      const pooled = (mean(all, metric) + 0.5) / (all.length + 1)
      return own.map((trials) => (mean(trials, metric) + pooled) / (trials.length + 1))
    },
    isPassFail: (metric) => all.every((trial) => trial[metric] === 0 || trial[metric] === 1),
  }
}

/** Mean pass rate of a suite of which nothing is known. */
const ASSUMED_RATE = 0.9
/** Pass rates of an assumed suite keep this distance from 0 and 1. */
const LEAST_RATE = 0.001
/** Standard deviation of the log of a quantity within a case: two arms differ by a factor of 1.8. */
const ASSUMED_SPREAD = 0.42

/**
 * A suite as most are: pass rates with a mean of 90 %, most cases nearly always right and a few nearly always wrong (Beta quantiles with
 * a + b = 1). A metric that must hold a rate is assumed to hold it.
 */
export function assumedLaws(
  assertions: readonly Assertion[],
  metrics: readonly string[],
  cases: number,
  seed: string,
): TrialLaws {
  const order = createRandom(`${seed}/assumed`).shuffle(Array.from({ length: cases }, (_, index) => index))
  const rates = metrics.map((metric) => {
    const quantiles = bimodalRates(cases, assumedRate(metric, assertions))
    return order.map((index) => quantiles[index]!)
  })
  const isScore = metrics.map((metric) => !isQuantityMetric(metric))
  return {
    draw: (index, random) =>
      Float64Array.from(metrics, (_, metric) => {
        const uniform = random.uniform()
        if (isScore[metric]) return Number(uniform < rates[metric]![index]!)
        return Math.exp(ASSUMED_SPREAD * normalQuantile(Math.max(uniform, Number.EPSILON)))
      }),
    expected: (metric) => rates[metric]!,
    isPassFail: () => true,
  }
}

function bimodalRates(cases: number, mean: number): readonly number[] {
  return Array.from({ length: cases }, (_, index) => {
    const { x } = inverseIncompleteBeta(mean, 1 - mean, (index + 0.5) / cases)
    return Math.min(1 - LEAST_RATE, Math.max(LEAST_RATE, x))
  })
}

function assumedRate(metric: string, assertions: readonly Assertion[]): number {
  const claims = assertions.filter((one) => one.metric === metric).map(({ claim }) => claim)
  const least = claims.map((claim) => (claim.kind === 'at-least' ? (1 + claim.rate) / 2 : 0))
  const most = claims.flatMap((claim) => (claim.kind === 'at-most' ? [claim.rate / 2] : []))
  const rate = most[0] ?? Math.max(ASSUMED_RATE, ...least)
  return Math.min(1 - LEAST_RATE, Math.max(LEAST_RATE, rate))
}
