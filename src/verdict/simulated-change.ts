import { createRandom, type Random } from '../stats/random.ts'
import { brokenCases, diffuseDrop } from '../stats/simulated-drops.ts'
import type { DrawPair } from './simulate-decider.ts'
import type { TrialLaws } from './trial-laws.ts'

/** What a simulated change does to a score. */
export type SimulatedChange =
  | { readonly kind: 'nothing' }
  | {
      /** The same shift of every case's odds, down or up, or a random few cases that lose 90 % of their score. */
      readonly kind: 'diffuse' | 'rise' | 'broken'
      readonly metric: number
      /** Of the weighted mean, in (0, 1); less than there is to the end of the scale. */
      readonly drop: number
      /** Per case, where the change is about other cases than all; those of weight 0 stay as they are. */
      readonly weights?: ArrayLike<number>
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
  // What rises is a fall of what is missing.
  const turned = (score: number): number => (change.kind === 'rise' ? 1 - score : score)
  const before = laws.expected(metric).map(turned)
  const own = Array.from(change.weights ?? weights)
  const order = createRandom(`${seed}/broken`).shuffle(before.map((_, index) => index))
  const after =
    change.kind === 'broken'
      ? brokenCases(before, change.drop, order, own)
      : diffuseDrop(before, change.drop, own)
  const kept = before.map((rate, index) => (own[index] === 0 ? 1 : after[index]! / rate))
  const lower = laws.isPassFail(metric) ? thinned : scaled
  return ({ case: index }, random) => {
    const base = laws.draw(index, random)
    const head = laws.draw(index, random).slice()
    head[metric] = turned(lower(turned(head[metric]!), kept[index]!, random))
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
