/**
 * Benjamini–Hochberg step-up adjusted p-values, in the order given: naming those ≤ q keeps the expected share
 * of false names at q for independent or positively dependent tests. For description, never for the verdict.
 * Source: Benjamini & Hochberg (1995).
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[b]! - pValues[a]!)
  const adjusted = new Array<number>(pValues.length)
  let smallest = 1
  order.forEach((index, fromEnd) => {
    smallest = Math.min(smallest, pValues[index]! * (pValues.length / (pValues.length - fromEnd)))
    adjusted[index] = smallest
  })
  return adjusted
}
