import type { Interval } from './interval.ts'
import { caseMoments, type PairedSample, weightedSum } from './paired-sample.ts'
import { studentQuantile } from './student-t.ts'

/**
 * Interval for the mean difference over *cases like these*, if the cases (or, with `groups`, groups of
 * related cases) are a random sample of users' inputs; each side is wrong with probability about `alpha`.
 * Never gated on. Student's t on case or group means with two pseudo-cases at ±1 about the estimate, n + 1
 * degrees of freedom, so that agreement of a few cases does not make it vanish. `groups` has one entry per
 * case of the sample. Within [−1, 1]; all of it without pairs.
 */
export function populationInterval(sample: PairedSample, alpha: number, groups?: Uint32Array): Interval {
  const moments = caseMoments(sample.differences, sample.cases, sample.weights)
  const estimate = weightedSum(moments.weights, moments.means)
  // Per group Σ wᵢ(S̄ᵢ − estimate): its weight times its mean's deviation.
  const deviations = new Map<number, number>()
  moments.cases.forEach((index, place) => {
    const group = groups === undefined ? index : groups[index]!
    const deviation = moments.weights[place]! * (moments.means[place]! - estimate)
    deviations.set(group, (deviations.get(group) ?? 0) + deviation)
  })
  const n = deviations.size
  if (n === 0) return { low: -1, high: 1 }
  const squares = [...deviations.values()].reduce((sum, deviation) => sum + (n * deviation) ** 2, 2)
  const half = -studentQuantile(alpha, n + 1) * Math.sqrt(squares / ((n + 1) * (n + 2)))
  return { low: Math.max(-1, estimate - half), high: Math.min(1, estimate + half) }
}
