import { createRandom } from './random.ts'

export interface SignFlipResult {
  /**
   * One-sided p-value of "got worse", from the mean drop. P(p ≤ α) ≤ α for every α whenever the arms' labels are exchangeable within pairs,
   * for any scores and number of pairs. In (0, 1]; 1 when no pair differs.
   */
  readonly p: number
  /** Mean difference; 0 without pairs. */
  readonly estimate: number
  /** Sign vectors compared, the observed one included: the smallest possible p is 1/paths. */
  readonly paths: number
  /** True when all sign vectors were enumerated, so that nothing is left to chance. */
  readonly exhaustive: boolean
}

/** Up to this many pairs that differ, all sign vectors are enumerated. */
const ENUMERATED_PAIRS = 14

/** One random word flips a pair on this many paths at once. */
const BLOCK = 32

/** Sums that are equal in exact arithmetic differ by rounding far below this share of the largest possible sum. */
const RELATIVE_TOLERANCE = 1e-10

/**
 * Sign-flip test on the pairs of one case, all of one weight. The result depends on the pairs but not on their order, and repeats for the same
 * seed. Work: paths × pairs that differ. Source: Fisher (1935), The Design of Experiments, §21.
 *
 * @param differences head − base in [−1, 1], negative is worse; NaN: absent
 * @param options.flips number of random sign vectors, ≥ 0; 2^m are enumerated instead when the m pairs that differ make that affordable
 */
export function signFlipTest(
  differences: Float64Array,
  options: { readonly seed: string; readonly flips: number },
): SignFlipResult {
  const present = differences.filter((difference) => !Number.isNaN(difference))
  // Sorted, so that equal data give equal results whatever the order in which trials came back; signs are drawn independently of it.
  const differing = present.filter((difference) => difference !== 0).sort()
  const exhaustive = differing.length <= Math.max(ENUMERATED_PAIRS, Math.floor(Math.log2(options.flips + 1)))
  const paths = exhaustive ? 2 ** differing.length : options.flips + 1
  const flips = exhaustive ? allSigns : randomSigns(options.seed)
  const observed = differing.reduce((sum, difference) => sum + difference, 0)
  const size = differing.reduce((sum, difference) => sum + Math.abs(difference), 0)
  return {
    p: countAsLow(differing, flips, paths, observed + RELATIVE_TOLERANCE * size) / paths,
    estimate: observed / Math.max(1, present.length),
    paths,
    exhaustive,
  }
}

/** Paths, the observed one included, whose sum is at most the limit. */
function countAsLow(differing: Float64Array, flips: SignSource, paths: number, limit: number): number {
  const sums = new Float64Array(BLOCK)
  let count = 0
  for (let start = 0; start < paths; start += BLOCK) {
    sums.fill(0)
    for (let position = 0; position < differing.length; position += 1) {
      const word = flips(start / BLOCK, position)
      for (let path = 0; path < BLOCK; path += 1)
        sums[path]! += (1 - 2 * ((word >>> path) & 1)) * differing[position]!
    }
    count += sums.subarray(0, Math.min(BLOCK, paths - start)).filter((sum) => sum <= limit).length
  }
  return count
}

/** A set bit turns the pair on that path of the block. The observed path, bit 0 of block 0, is never turned. */
type SignSource = (block: number, position: number) => number

function randomSigns(seed: string): SignSource {
  const random = createRandom(seed)
  return (block) => (block === 0 ? random.bits() & ~1 : random.bits())
}

/** Path number b turns the pairs whose bit is set in b. */
const allSigns: SignSource = (block, position) => {
  if (position < 5) return [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000][position]!
  return Math.floor(block / 2 ** (position - 5)) % 2 === 1 ? 0xffffffff : 0
}
