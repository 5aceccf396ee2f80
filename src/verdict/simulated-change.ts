import { createRandom, type Random } from '../stats/random.ts'
import { brokenCases, diffuseDrop } from '../stats/simulated-drops.ts'
import type { DrawPair } from './simulate-decider.ts'
import type { TrialLaws } from './trial-laws.ts'

/** What a simulated change does to a score. */
export type SimulatedChange =
  | { readonly kind: 'nothing' }
  | {
      /** The same shift of every case's odds, or a random few cases that lose 90 % of their score. */
      readonly kind: 'diffuse' | 'broken'
      readonly metric: number
      /** Of the weighted mean, in (0, 1); less than the mean. */
      readonly drop: number
    }

/**
 * Draws pairs of which head differs from base by the change, and by nothing else.
 *
 * @param weights per case
 * @param seed says which cases break
 */
export function drawChanged(
  laws: TrialLaws,
  change: SimulatedChange,
  weights: readonly number[],
  seed: string,
): DrawPair {
  if (change.kind === 'nothing') {
    return ({ case: index }, random) => ({ base: laws.draw(index, random), head: laws.draw(index, random) })
  }
  const { metric } = change
  const before = laws.expected(metric)
  const order = createRandom(`${seed}/broken`).shuffle(before.map((_, index) => index))
  const after =
    change.kind === 'diffuse'
      ? diffuseDrop(before, change.drop, weights)
      : brokenCases(before, change.drop, order, weights)
  const kept = before.map((rate, index) => after[index]! / rate)
  const lower = laws.isPassFail(metric) ? thinned : scaled
  return ({ case: index }, random) => {
    const base = laws.draw(index, random)
    const head = laws.draw(index, random).slice()
    head[metric] = lower(head[metric]!, kept[index]!, random)
    return { base, head }
  }
}

/** A share of the passes become failures. */
function thinned(score: number, kept: number, random: Random): number {
  return score === 1 && random.uniform() < kept ? 1 : 0
}

function scaled(score: number, kept: number): number {
  return score * kept
}
