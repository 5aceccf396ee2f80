import { boundedMeanP } from '../bounded-mean.ts'
import { type CaseMoments, weightedSum } from '../paired-sample.ts'
import { createExactBoundary } from './exact-boundary.ts'

/** A sequential test that one arm's mean score lies beyond a limit. */
export interface RateBounds {
  /**
   * A look at all trials so far.
   *
   * @param moments of the scores, in [0, 1], grouped by case; with how often a round holds each case, so that pairs of a round that is under
   *   way can be pooled
   * @param spent probability spent up to and including this look, in [0, 1), not falling
   */
  next(moments: CaseMoments, spent: number): RateLook
}

interface RateLook {
  /** Whether it is proven at this look. Without a mean on the other side of the limit it never is. */
  readonly crossed: boolean
  /** `exact`: binomial, for pass/fail scores with pooled trials. `chernoff`: everything else, and what follows on it. */
  readonly method: 'exact' | 'chernoff'
  /**
   * p-value valid at this look although there were looks before: the least probability that would have to be spent by now. Exact: replays
   * the looks; once crossed, it says what crossing took.
   */
  p(): number
}

/**
 * Evidence, look by look, that the mean of the cases' expected scores is `below` or `above` the limit, in [0, 1]. Wrong with probability at most
 * what is spent.
 *
 * Exact: the boundary of a binomial count with rate `limit`. Cases of different rates make the count less variable (Hoeffding 1956), and so
 * does drawing in rounds, so the test then errs on the safe side. Chernoff: each look has what is newly spent, a union bound.
 */
export function createRateBounds(limit: number, side: 'below' | 'above'): RateBounds {
  const rate = side === 'below' ? 1 - limit : limit
  const boundary = createExactBoundary(rate)
  const looks: Look[] = []
  let [trials, before, exact] = [0, 0, true]
  return {
    next(moments, spent) {
      const mirrored = side === 'below' ? moments : mirror(moments)
      exact &&= moments.balanced && isPassFail(moments) && moments.pairs >= trials
      const increment = Math.max(0, spent - before)
      const earlier = before
      before = Math.max(before, spent)
      if (!exact) {
        const p = boundedMeanP(mirrored, side === 'below' ? limit : 1 - limit)
        return { crossed: p <= increment && p < 1, method: 'chernoff', p: () => Math.min(1, earlier + p) }
      }
      const count = moments.pairs - Math.round(moments.pairs * weightedSum(mirrored.weights, mirrored.means))
      const added = moments.pairs - trials
      trials = moments.pairs
      const past = [...looks]
      looks.push({ trials: added, spent: before })
      const crossed = count >= boundary.next(added, before) && trials > 0
      return { crossed, method: 'exact', p: () => stagewise(rate, past, added, count) }
    },
  }
}

interface Look {
  readonly trials: number
  readonly spent: number
}

/** The least spending at which the boundary of a look after `past` is at most `count`, by bisection. */
function stagewise(rate: number, past: readonly Look[], added: number, count: number): number {
  const crosses = (spent: number): boolean => {
    const boundary = createExactBoundary(rate)
    for (const look of past) boundary.next(look.trials, look.spent)
    return boundary.next(added, spent) <= count
  }
  let [low, high] = [past.at(-1)?.spent ?? 0, 1]
  if (crosses(low)) return low
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2
    if (crosses(middle)) high = middle
    else low = middle
  }
  return high
}

function isPassFail({ means, meanSquares }: CaseMoments): boolean {
  return means.every((mean, place) => Math.abs(mean - meanSquares[place]!) <= 1e-12)
}

function mirror(moments: CaseMoments): CaseMoments {
  return { ...moments, means: moments.means.map((mean) => 1 - mean) }
}
