import { inverseIncompleteBeta } from '../../src/stats/beta.ts'
import { findRoot } from '../../src/stats/find-root.ts'
import { normalQuantile } from '../../src/stats/normal.ts'

/**
 * True pass rates of simulated suites: quantiles of a distribution at (i − ½)/n, kept within [.001, .999].
 * The shapes are those met in practice: all cases alike, most cases nearly always right or wrong, almost
 * everything passing, hard, tiny.
 */
export const homogeneous = (n: number): number[] => new Array<number>(n).fill(0.8)
export const bimodal = (n: number): number[] => betaQuantiles(n, 0.85, 0.15)
export const hard = (n: number): number[] => betaQuantiles(n, 0.7, 1.3)
export const tiny = (n: number): number[] => betaQuantiles(n, 2, 0.8)
export const ceiling = (n: number): number[] =>
  Array.from({ length: n }, (_, index) => (index % 10 === 0 ? 0.9 : 0.999))

/** Latent means of a five-point judge: .9 + .8 Φ⁻¹(u). */
export const graded = (n: number): number[] =>
  Array.from({ length: n }, (_, index) => 0.9 + 0.8 * normalQuantile((index + 0.5) / n))

function betaQuantiles(n: number, a: number, b: number): number[] {
  return Array.from({ length: n }, (_, index) =>
    Math.min(0.999, Math.max(0.001, inverseIncompleteBeta(a, b, (index + 0.5) / n).x)),
  )
}

/** The same shift on the logit of every case, such that the weighted mean falls by `drop`. */
export function diffuseDrop(
  base: readonly number[],
  drop: number,
  weights: readonly number[] = base.map(() => 1),
): number[] {
  const shifted = (shift: number): number[] =>
    base.map((rate) => 1 / (1 + ((1 - rate) / rate) * Math.exp(shift)))
  const fall = (shift: number): number => mean(base, weights) - mean(shifted(shift), weights)
  return shifted(findRoot((shift) => fall(shift) - drop, 0, 30))
}

/** Cases in `order` lose 90 % of their pass rate, the last of them as much as is left of the mean `drop`. */
export function brokenCases(base: readonly number[], drop: number, order: readonly number[]): number[] {
  const head = [...base]
  let left = drop * base.length
  for (const index of order) {
    const loss = Math.min(left, 0.9 * base[index]!)
    head[index]! -= loss
    left -= loss
  }
  return head
}

export function mean(values: readonly number[], weights: readonly number[] = values.map(() => 1)): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, index) => sum + (value * weights[index]!) / total, 0)
}
