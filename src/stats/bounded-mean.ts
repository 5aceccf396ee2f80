import { findRoot } from './find-root.ts'
import { type CaseMoments, weightedSum } from './paired-sample.ts'

/**
 * p-value of "the mean of the cases' expected scores is at least `limit`" against a smaller mean, for scores
 * in [0, 1] of any distribution, guaranteed for any number of trials and any weights. Chernoff's bound: with
 * pooled trials exp(−N·kl(mean, limit)) (Hoeffding 1963, theorem 1); with unequal weights the moment
 * generating function is maximised over all ways in which the cases can have that mean. 1 when the observed
 * mean is not below the limit or there are no trials.
 */
export function boundedMeanP(
  moments: Pick<CaseMoments, 'counts' | 'weights' | 'means'>,
  limit: number,
): number {
  return chernoff(shares(moments), weightedSum(moments.weights, moments.means), limit)
}

/**
 * The two bounds that the mean exceeds or falls below with probability at most `alpha` each; [0, 1] without
 * trials.
 */
export function boundedMeanBounds(moments: CaseMoments, alpha: number): { low: number; high: number } {
  const mean = weightedSum(moments.weights, moments.means)
  const trials = shares(moments)
  if (trials.length === 0) return { low: 0, high: 1 }
  return {
    low: 1 - findRoot((limit) => Math.log(chernoff(trials, 1 - mean, limit) / alpha), 1 - mean, 1),
    high: findRoot((limit) => Math.log(chernoff(trials, mean, limit) / alpha), mean, 1),
  }
}

/** Trials of one share of the weighted mean. */
interface Share {
  readonly share: number
  trials: number
}

function shares({ counts, weights }: Pick<CaseMoments, 'counts' | 'weights'>): readonly Share[] {
  const groups = new Map<number, Share>()
  counts.forEach((count, index) => {
    const share = weights[index]! / count
    // Equal shares that differ by rounding alone fall together: a few groups instead of one per case.
    const key = Number(share.toPrecision(12))
    const group = groups.get(key) ?? { share, trials: 0 }
    group.trials += count
    groups.set(key, group)
  })
  return [...groups.values()]
}

function chernoff(trials: readonly Share[], mean: number, limit: number): number {
  if (trials.length === 0 || mean >= limit) return 1
  if (limit >= 1) return 0
  if (trials.length === 1) return Math.min(1, Math.exp(-trials[0]!.trials * divergence(mean, limit)))
  // Any tilt gives a valid bound; the exponent is convex in it.
  const exponent = (tilt: number): number => tilt * mean + largestLogMoment(trials, tilt, limit)
  return Math.min(1, Math.exp(minimum(exponent, 0, 40 / Math.min(...trials.map(({ share }) => share)))))
}

/** Bernoulli divergence kl(x, y) with 0·ln 0 = 0. */
function divergence(x: number, y: number): number {
  return (x === 0 ? 0 : x * Math.log(x / y)) + (x === 1 ? 0 : (1 - x) * Math.log((1 - x) / (1 - y)))
}

/**
 * max Σ ln(1 − μⱼcⱼ), cⱼ = 1 − exp(−tilt·shareⱼ), over trial means μⱼ in [0, 1] with Σ shareⱼ μⱼ = limit, by
 * Lagrange.
 */
function largestLogMoment(trials: readonly Share[], tilt: number, limit: number): number {
  if (tilt === 0) return 0
  const drop = (share: number): number => -Math.expm1(-tilt * share)
  const mean = (share: number, multiplier: number): number =>
    Math.min(1, Math.max(0, 1 / drop(share) - 1 / (multiplier * share)))
  const excess = (logMultiplier: number): number =>
    trials.reduce(
      (sum, { share, trials: n }) => sum + n * share * mean(share, Math.exp(logMultiplier)),
      -limit,
    )
  const starts = trials.map(({ share }) => Math.log(drop(share) / share))
  const ends = trials.map(({ share }) => Math.log(drop(share) / share) + Math.min(700, tilt * share))
  const multiplier = Math.exp(findRoot(excess, Math.min(...starts), Math.max(...ends)))
  return trials.reduce(
    (sum, { share, trials: n }) => sum + n * Math.log1p(-mean(share, multiplier) * drop(share)),
    0,
  )
}

/**
 * Least value of a convex function on [low, high], by golden section to a part in 10⁶ of the range and below.
 */
function minimum(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2
  let [a, b] = [low, high]
  let [x1, x2] = [b - golden * (b - a), a + golden * (b - a)]
  let [f1, f2] = [f(x1), f(x2)]
  for (let step = 0; step < 60; step += 1) {
    if (f1 < f2) {
      ;[b, x2, f2] = [x2, x1, f1]
      x1 = b - golden * (b - a)
      f1 = f(x1)
    } else {
      ;[a, x1, f1] = [x1, x2, f2]
      x2 = a + golden * (b - a)
      f2 = f(x2)
    }
  }
  return Math.min(f1, f2, f(high))
}
