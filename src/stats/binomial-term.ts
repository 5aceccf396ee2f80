import { stirlingError } from './log-gamma.ts'

/**
 * ln [Γ(n+1) / (Γ(x+1) Γ(n−x+1)) · pˣ qⁿ⁻ˣ] for real 0 ≤ x ≤ n, n > 0, q = 1 − p given apart so that neither
 * loses digits. Saddle-point form: no cancellation for large n. Source: Loader (2000), Fast and accurate
 * computation of binomial probabilities.
 */
export function logBinomialTerm(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 0 : Number.NEGATIVE_INFINITY
  if (q === 0) return x === n ? 0 : Number.NEGATIVE_INFINITY
  if (x === 0) return n * (p < 0.1 ? Math.log1p(-p) : Math.log(q))
  if (x === n) return n * (q < 0.1 ? Math.log1p(-q) : Math.log(p))
  const rest = n - x
  return (
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(rest) -
    deviance(x, n * p) -
    deviance(rest, n * q) +
    0.5 * Math.log(n / (2 * Math.PI * x * rest))
  )
}

/** x ln(x/m) + m − x, accurate when x is near m. */
function deviance(x: number, mean: number): number {
  const relative = (x - mean) / (x + mean)
  if (Math.abs(relative) >= 0.1) return x * Math.log(x / mean) + mean - x
  let sum = (x - mean) * relative
  let power = 2 * x * relative
  for (let order = 3; ; order += 2) {
    power *= relative * relative
    const next = sum + power / order
    if (next === sum) return sum
    sum = next
  }
}
