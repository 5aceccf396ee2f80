import { findRoot } from './find-root.ts'

/**
 * Pass rates in [0, 1] after the same shift on the logit of every case, such that their weighted mean falls by `drop`. Rates of exactly 0
 * and 1 stay. A drop that is larger than the mean takes what there is.
 */
export function diffuseDrop(
  rates: readonly number[],
  drop: number,
  weights: readonly number[] = rates.map(() => 1),
): number[] {
  const shifted = (shift: number): number[] =>
    rates.map((rate) => 1 / (1 + ((1 - rate) / rate) * Math.exp(shift)))
  const total = weightedSum(rates, weights)
  const wanted = drop * weights.reduce((sum, weight) => sum + weight, 0)
  return shifted(findRoot((shift) => total - weightedSum(shifted(shift), weights) - wanted, 0, 30))
}

/**
 * Pass rates after cases in `order` have lost 90 % of theirs, the last of them as much as is left of `drop` on the weighted mean. When all
 * of them together cannot lose so much, they lose what they can.
 */
export function brokenCases(
  rates: readonly number[],
  drop: number,
  order: readonly number[],
  weights: readonly number[] = rates.map(() => 1),
): number[] {
  const broken = [...rates]
  let left = drop * weights.reduce((sum, weight) => sum + weight, 0)
  for (const index of order) {
    const loss = Math.min(left / weights[index]!, 0.9 * rates[index]!)
    broken[index]! -= loss
    left -= loss * weights[index]!
  }
  return broken
}

function weightedSum(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + value * weights[index]!, 0)
}
