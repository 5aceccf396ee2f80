/**
 * Splits a push's call budget over its suites: everybody gets what they want where that fits; otherwise small wishes are granted
 * whole and the rest is shared evenly among the others (max–min fairness), so that one huge suite cannot starve the small ones.
 *
 * @param wishes calls wanted by each suite, ≥ 0
 * @param budget calls for all of them; Infinity when not capped
 * @returns calls granted to each suite, integers, summing to at most `budget`
 */
export function shareBudget(wishes: readonly number[], budget: number): readonly number[] {
  const granted = new Array<number>(wishes.length).fill(0)
  const ascending = wishes.map((_, index) => index).sort((a, b) => wishes[a]! - wishes[b]!)
  let left = budget
  ascending.forEach((index, done) => {
    granted[index] = Math.min(wishes[index]!, Math.floor(left / (ascending.length - done)))
    left -= granted[index]!
  })
  return granted
}
