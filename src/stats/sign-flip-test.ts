import { type FlipMetric, type FlipOptions, flipPaths, type PathStatistics } from './flip-paths.ts'
import type { PairedSample } from './paired-sample.ts'
import { countAtLeast, countAtMost, cumulativeCounts, smaller } from './path-ranks.ts'

export interface SignFlipResult {
  /**
   * One-sided p-value of "got worse": the smaller of the two p-values below, calibrated for there being two.
   * P(p ≤ α) ≤ α for every α whenever the arms' labels are exchangeable within pairs, for any scores, weights
   * and number of pairs. In (0, 1]; 1 when no pair differs.
   */
  readonly p: number
  /** p-value of the mean drop −Σ wᵢ S̄ᵢ by itself, not calibrated for the other. */
  readonly pMean: number
  /** p-value of the concentrated drop −Σ wᵢ S̄ᵢ|S̄ᵢ| by itself, not calibrated for the other. */
  readonly pConcentrated: number
  /** The two p-values calibrated for there being two; `p` is the smaller. */
  readonly calibrated: { readonly mean: number; readonly concentrated: number }
  /** Which of the two is the smaller; the mean when they are equal. */
  readonly cause: 'mean' | 'concentrated'
  /**
   * p-value of "no case got worse", from Σ wᵢ min(S̄ᵢ, 0)². It is small, rightly, when some cases gain and
   * others lose alike; it is no part of `p` and needs a level of its own.
   */
  readonly pCases: number
  /** Σ wᵢ S̄ᵢ; 0 without pairs. */
  readonly estimate: number
  /** Paths compared, the observed one included: the smallest possible p is 1/paths. */
  readonly paths: number
  /** True when all sign vectors were enumerated. */
  readonly exhaustive: boolean
  /**
   * For every path the number of paths with as small a minimum of the two p-values; entry 0 is the observed
   * one. For `stepDownMinP`.
   */
  readonly pathCounts: Uint32Array
}

/** The test of one metric: `signFlipTests` with a single one. */
export function signFlipTest(sample: PairedSample, options: FlipOptions): SignFlipResult {
  return signFlipTests(sample.cases, [sample], options)[0]!
}

/**
 * Sign-flip tests of several metrics or slices on the same pairs, with the same flips for all, so that
 * `stepDownMinP` can use how they go together. Every `differences` is parallel to `cases`. Results are in the
 * order of `metrics`, depend on the pairs but not on their order, and repeat for the same seed. Work: paths ×
 * (pairs that differ + log paths) × metrics.
 */
export function signFlipTests(
  cases: Uint32Array,
  metrics: readonly FlipMetric[],
  options: FlipOptions,
): readonly SignFlipResult[] {
  const { statistics, ...rest } = flipPaths(cases, metrics, options)
  return statistics.map((statistic) => ({ ...judge(statistic), ...rest }))
}

function judge(statistics: PathStatistics): Omit<SignFlipResult, 'paths' | 'exhaustive'> {
  const paths = statistics.mean.length
  const mean = countAtLeast(statistics.mean, statistics.meanBound)
  const concentrated = countAtLeast(statistics.concentrated, statistics.concentratedBound)
  const damage = countAtLeast(statistics.damage, statistics.concentratedBound)
  const minima = smaller(mean, concentrated)
  const pathCounts = countAtMost(minima)
  const calibrate = cumulativeCounts(minima)
  return {
    p: pathCounts[0]! / paths,
    pMean: mean[0]! / paths,
    pConcentrated: concentrated[0]! / paths,
    calibrated: { mean: calibrate[mean[0]!]! / paths, concentrated: calibrate[concentrated[0]!]! / paths },
    cause: mean[0]! <= concentrated[0]! ? 'mean' : 'concentrated',
    pCases: damage[0]! / paths,
    // Not −0 when nothing differs.
    estimate: 0 - statistics.mean[0]!,
    pathCounts,
  }
}

/**
 * Flips that a family needs so that ties do not eat its level: (flips + 1) · level ≥ 40 × number of
 * hypotheses × the two statistics of each; at least 999.
 */
export function flipsNeeded(level: number, hypotheses: number): number {
  return Math.max(999, Math.ceil((80 * hypotheses) / level) - 1)
}
