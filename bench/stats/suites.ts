import { inverseIncompleteBeta } from '../../src/stats/beta.ts'
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

export function mean(values: readonly number[], weights: readonly number[] = values.map(() => 1)): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, index) => sum + (value * weights[index]!) / total, 0)
}
