import { incompleteBeta, inverseIncompleteBeta } from './beta.ts'

/**
 * P(T ≤ t) of Student's t with `degrees` > 0 degrees of freedom (any real number); keeps its digits in both
 * tails.
 */
export function studentCdf(t: number, degrees: number): number {
  if (t === 0) return 0.5
  if (!Number.isFinite(t)) return t < 0 ? 0 : 1
  const square = t * t
  const tail =
    0.5 * incompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square))
  return t < 0 ? tail : 1 - tail
}

/** The t with P(T ≤ t) = p; ∓∞ at p = 0 and 1. */
export function studentQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const { x, y } = inverseIncompleteBeta(degrees / 2, 0.5, 2 * tail, 1 - 2 * tail)
  const size = Math.sqrt((degrees * y) / x)
  return p < 0.5 ? -size : size
}
