import { incompleteBeta } from './beta.ts'

/** P(X ≥ k), X ~ Bin(n, p): exact, relative error about 10⁻¹³ until it underflows. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  return k > n ? 0 : incompleteBeta(k, n - k + 1, p)
}

/** P(X ≤ k), X ~ Bin(n, p). */
export function binomialLowerTail(k: number, n: number, p: number): number {
  if (k < 0) return 0
  return k >= n ? 1 : incompleteBeta(n - k, k + 1, 1 - p, p)
}
