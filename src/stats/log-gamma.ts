const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

/** From here on the asymptotic series below is exact to double precision. */
const SERIES_FROM = 16

/**
 * ln Γ(x) for x > 0; absolute error below 10⁻¹⁴ · max(1, |ln Γ(x)|). Stirling's series after shifting small
 * arguments up.
 */
export function logGamma(x: number): number {
  let product = 1
  let shifted = x
  while (shifted < SERIES_FROM) {
    product *= shifted
    shifted += 1
  }
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series(shifted) - Math.log(product)
}

/**
 * ln Γ(x + 1) − [(x + ½) ln x − x + ½ ln 2π] for x > 0: the error of Stirling's formula, without its
 * cancellation.
 */
export function stirlingError(x: number): number {
  if (x >= SERIES_FROM) return series(x)
  return logGamma(x + 1) - ((x + 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI)
}

function series(x: number): number {
  const square = x * x
  return (
    (1 / 12 -
      (1 / 360 -
        (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360360 - 1 / 156 / square) / square) / square) / square) /
          square) /
        square) /
    x
  )
}
