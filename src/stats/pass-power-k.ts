/**
 * Unbiased estimate of pass^k, the chance that k trials of a case all pass, from c passes in n trials: C(c,
 * k) / C(n, k). (c/n)ᵏ would be biased upwards. `undefined` when n < k: that many trials say nothing about k
 * in a row.
 */
export function passPowerK(passes: number, trials: number, k: number): number | undefined {
  if (trials < k) return undefined
  let probability = 1
  for (let drawn = 0; drawn < k; drawn += 1) probability *= Math.max(0, passes - drawn) / (trials - drawn)
  return probability
}
