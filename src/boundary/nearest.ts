/**
 * The candidate that a misspelt word most likely means, or `undefined` when none is close. Case, `_` and camel case count for
 * nothing, so that `maxOutputTokens` finds `max-output-tokens`. Otherwise at most a third of the word's characters may differ, by the optimal string alignment distance (Damerau–Levenshtein without overlapping swaps).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const sought = fold(word)
  let best: { readonly candidate: string; readonly distance: number } | undefined
  for (const candidate of candidates) {
    const distance = alignmentDistance(sought, fold(candidate))
    if (distance < (best?.distance ?? Math.floor(sought.length / 3) + 1)) {
      best = { candidate, distance }
    }
  }
  return best?.candidate
}

/** Words from files can be of any length; no name is longer than this. */
const MAX_LENGTH = 64

function fold(word: string): string {
  return word
    .slice(0, MAX_LENGTH)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase()
}

function alignmentDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substitution = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      let distance = Math.min(last[column]! + 1, current[column - 1]! + 1, substitution)
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, beforeLast[column - 2]! + 1)
      }
      current.push(distance)
    }
    beforeLast = last
    last = current
  }
  return last[b.length]!
}
