/**
 * Sums that are equal in exact arithmetic differ by rounding far below this share of the largest possible
 * sum.
 */
const RELATIVE_TOLERANCE = 1e-10

/**
 * For every path the number of paths, itself included, whose value is at least its own; divided by the number
 * of paths it is the path's p-value. Values closer than rounding noise (relative to `bound`, the largest
 * |value| possible) count as ties, in chains, so that all paths are treated alike and the test stays exact.
 */
export function countAtLeast(values: Float64Array, bound: number): Uint32Array {
  const tolerance = bound * RELATIVE_TOLERANCE
  const sorted = values.toSorted()
  // first[k]: where the chain of ties that holds sorted[k] begins.
  const first = new Uint32Array(sorted.length)
  for (let k = 1; k < sorted.length; k += 1) {
    first[k] = sorted[k]! - sorted[k - 1]! <= tolerance ? first[k - 1]! : k
  }
  return Uint32Array.from(values, (value) => sorted.length - first[lowerIndex(sorted, value)]!)
}

/**
 * For every path the number of paths, itself included, whose count is at most its own. Counts are integers in
 * [1, paths].
 */
export function countAtMost(counts: Uint32Array): Uint32Array {
  const cumulative = cumulativeCounts(counts)
  return counts.map((count) => cumulative[count]!)
}

/** Entry c is the number of paths whose count is ≤ c, for c = 0 … paths. */
export function cumulativeCounts(counts: Uint32Array): Uint32Array {
  const cumulative = new Uint32Array(counts.length + 1)
  for (const count of counts) cumulative[count]! += 1
  for (let c = 1; c < cumulative.length; c += 1) cumulative[c]! += cumulative[c - 1]!
  return cumulative
}

/** Entrywise smaller of two. */
export function smaller(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((value, index) => Math.min(value, b[index]!))
}

function lowerIndex(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
