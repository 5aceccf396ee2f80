/**
 * P(Z ≤ z) of the standard normal, relative error below 10⁻¹⁴ in both tails until it underflows near z = −38.
 * Source: Cody (1969), rational Chebyshev approximations for the error function, in the form of Cody's ANORM
 * (1993).
 */
export function normalCdf(z: number): number {
  const size = Math.abs(z)
  if (size <= 0.66291) return 0.5 + z * ratio(z * z, CENTRE_NUMERATOR, CENTRE_DENOMINATOR)
  const tail = upperTail(size)
  return z < 0 ? tail : 1 - tail
}

function upperTail(size: number): number {
  const near = Math.trunc(size * 16) / 16
  // Splits z² so that the large part is exact: exp of a rounded z² would lose digits far out.
  const density = Math.exp(-0.5 * near * near) * Math.exp(-0.5 * (size - near) * (size + near))
  if (density === 0) return 0
  if (size <= Math.sqrt(32)) return density * ratio(size, MIDDLE_NUMERATOR, MIDDLE_DENOMINATOR)
  const inverse = 1 / (size * size)
  return (
    (density * (1 / Math.sqrt(2 * Math.PI) - inverse * ratio(inverse, FAR_NUMERATOR, FAR_DENOMINATOR))) / size
  )
}

/**
 * The z with P(Z ≤ z) = p; relative error below 10⁻¹⁵ for p in (0, 1); ∓∞ at 0 and 1. For p near 1 use the
 * symmetry −normalQuantile(1 − p) with the small tail, which is representable. Source: Wichura (1988),
 * algorithm AS 241, PPND16.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  const centred = p - 0.5
  if (Math.abs(centred) <= 0.425) {
    return (
      centred * ratio(0.180625 - centred * centred, QUANTILE_CENTRE_NUMERATOR, QUANTILE_CENTRE_DENOMINATOR)
    )
  }
  const depth = Math.sqrt(-Math.log(centred < 0 ? p : 1 - p))
  const size =
    depth <= 5
      ? ratio(depth - 1.6, QUANTILE_MIDDLE_NUMERATOR, QUANTILE_MIDDLE_DENOMINATOR)
      : ratio(depth - 5, QUANTILE_FAR_NUMERATOR, QUANTILE_FAR_DENOMINATOR)
  return centred < 0 ? -size : size
}

/** Quotient of two polynomials; coefficients from the highest power down. */
function ratio(x: number, numerator: readonly number[], denominator: readonly number[]): number {
  return evaluate(x, numerator) / evaluate(x, denominator)
}

function evaluate(x: number, coefficients: readonly number[]): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}

const CENTRE_NUMERATOR = [
  0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356,
]
const CENTRE_DENOMINATOR = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673]
const MIDDLE_NUMERATOR = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
]
const MIDDLE_DENOMINATOR = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
]
const FAR_NUMERATOR = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  0.000029112874951168793,
]
const FAR_DENOMINATOR = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
  0.00007297515550839662,
]
const QUANTILE_CENTRE_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
]
const QUANTILE_CENTRE_DENOMINATOR = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
]
const QUANTILE_MIDDLE_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const QUANTILE_MIDDLE_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
]
const QUANTILE_FAR_NUMERATOR = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const QUANTILE_FAR_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
]
