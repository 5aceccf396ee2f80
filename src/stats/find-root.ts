/**
 * A root of a continuous function on [low, high] by Chandrupatla's method (1997): bisection guarded, inverse
 * quadratic where safe, to full double precision. Infinite function values are allowed. When the function has
 * the same sign at both ends, the end where it is nearer to zero: a bound that is never reached lies at the
 * edge of the range.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let [x1, x2] = [high, low]
  let [f1, f2] = [f(x1), f(x2)]
  if (f1 === 0) return x1
  if (f2 === 0) return x2
  if (Math.sign(f1) === Math.sign(f2)) return Math.abs(f1) < Math.abs(f2) ? x1 : x2
  let step = 0.5
  for (;;) {
    const x = x1 + step * (x2 - x1)
    const fx = f(x)
    const [x3, f3] = Math.sign(fx) === Math.sign(f1) ? [x1, f1] : [x2, f2]
    if (Math.sign(fx) !== Math.sign(f1)) [x2, f2] = [x1, f1]
    ;[x1, f1] = [x, fx]
    const best = Math.abs(f1) < Math.abs(f2) ? x1 : x2
    const resolution = (2 * Number.EPSILON * Math.abs(best) + Number.MIN_VALUE) / Math.abs(x2 - x1)
    if (resolution > 0.5 || fx === 0) return best
    const xi = (x1 - x2) / (x3 - x2)
    const phi = (f1 - f2) / (f3 - f2)
    const quadratic =
      (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
    const safe = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi && Number.isFinite(quadratic)
    step = Math.min(1 - resolution, Math.max(resolution, safe ? quadratic : 0.5))
  }
}
