import { logBinomialTerm } from './binomial-term.ts'
import { findRoot } from './find-root.ts'

/**
 * Regularised incomplete beta function Iₓ(a, b) for a, b > 0 and x in [0, 1]; y = 1 − x may be given apart
 * where x is near 1. Relative error about 10⁻¹³ also deep in the tail. Work grows with √max(a, b). Source:
 * continued fraction of DLMF 8.17.22 by Lentz's method, prefactor by Loader's saddle point.
 */
export function incompleteBeta(a: number, b: number, x: number, y: number = 1 - x): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - tail(b, a, y, x)
  return tail(a, b, x, y)
}

function tail(a: number, b: number, x: number, y: number): number {
  const front = Math.exp(logBinomialTerm(a, a + b, x, y)) * (b / (a + b))
  return front === 0 ? 0 : Math.min(1, front * continuedFraction(a, b, x))
}

function continuedFraction(a: number, b: number, x: number): number {
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 1_000_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const change = d * c
    fraction *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return fraction
}

/**
 * The x with Iₓ(a, b) = p, together with y = 1 − x; each is accurate even where the other rounds to 1.
 * q = 1 − p may be given apart where p is near 1. p ≤ 0 gives x = 0, q ≤ 0 gives x = 1.
 */
export function inverseIncompleteBeta(
  a: number,
  b: number,
  p: number,
  q: number = 1 - p,
): { x: number; y: number } {
  if (p <= 0) return { x: 0, y: 1 }
  if (q <= 0) return { x: 1, y: 0 }
  // On the logit scale, and on the log of the smaller tail, the function is nearly straight and both ends
  // keep their digits.
  const excess = (logit: number): number => {
    const { x, y } = fromLogit(logit)
    return p <= q ? Math.log(incompleteBeta(a, b, x, y) / p) : -Math.log(incompleteBeta(b, a, y, x) / q)
  }
  const centre = Math.log(a / b)
  let reach = 1
  while (reach < 1024 && (excess(centre - reach) > 0 || excess(centre + reach) < 0)) reach *= 2
  return fromLogit(findRoot(excess, centre - reach, centre + reach))
}

function fromLogit(logit: number): { x: number; y: number } {
  return { x: 1 / (1 + Math.exp(-logit)), y: 1 / (1 + Math.exp(logit)) }
}
