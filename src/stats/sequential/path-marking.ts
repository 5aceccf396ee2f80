/** Marks paths as crossed, look by look, so that the share marked never exceeds what may be spent. */
export interface PathMarking {
  /**
   * Marks the largest scores among the paths still alive, so that the number marked so far is at most
   * ⌊paths · spent⌋. Tied paths are marked together or not at all, and nothing is marked at a score ≤ 0.
   *
   * @param scores one per path, entry 0 observed
   * @param spent cumulative, in [0, 1), not falling
   */
  look(scores: Float64Array, spent: number): MarkingLook
}

interface MarkingLook {
  /** The smallest score that was marked; ∞ when none was. */
  readonly threshold: number
  /**
   * Stage-wise p-value that a score would have at this look: the share of paths marked before or alive with a
   * score as large. It is valid although there were looks before.
   */
  p(score: number): number
}

/** Scores that are equal in exact arithmetic differ by rounding far below this. */
const TIE = 1e-9

/**
 * The test is exact: under exchangeable arms the observed path is marked with probability at most the level,
 * whatever the scores measure, as long as they treat all paths alike.
 *
 * @param paths the observed one included
 */
export function createPathMarking(paths: number): PathMarking {
  const alive = new Uint8Array(paths).fill(1)
  let marked = 0
  return {
    look(scores, spent) {
      const before = marked
      const sorted = new Float64Array(paths - marked)
      let size = 0
      for (let path = 0; path < paths; path += 1) {
        if (alive[path] === 0) continue
        sorted[size] = scores[path]!
        size += 1
      }
      sorted.sort()
      const threshold = smallestMarked(sorted, Math.floor(paths * spent + 1e-9) - marked)
      for (let path = 0; path < paths; path += 1) {
        if (alive[path] === 1 && scores[path]! >= threshold) {
          alive[path] = 0
          marked += 1
        }
      }
      return { threshold, p: (score) => (before + countFrom(sorted, score - TIE)) / paths }
    },
  }
}

function smallestMarked(sorted: Float64Array, room: number): number {
  if (room <= 0 || sorted.length === 0) return Number.POSITIVE_INFINITY
  let first = Math.max(0, sorted.length - room)
  // The whole tie fits or none of it.
  if (first > 0 && sorted[first]! - sorted[first - 1]! <= TIE) {
    while (first < sorted.length - 1 && sorted[first + 1]! - sorted[first]! <= TIE) first += 1
    first += 1
  }
  while (first < sorted.length && sorted[first]! <= TIE) first += 1
  return first < sorted.length ? sorted[first]! : Number.POSITIVE_INFINITY
}

/** Entries ≥ the limit. */
function countFrom(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return sorted.length - low
}
