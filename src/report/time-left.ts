import { type ProgressState, pairsDone, type SuiteState } from './progress-state.ts'

/** How fast pairs came in lately. */
export interface Pace {
  /** @param now milliseconds, not falling */
  add(done: number, now: number): void
  /** Pairs per millisecond; `undefined` until enough has been seen. */
  rate(): number | undefined
}

/** What lies further back says little about the limits of now. */
const WINDOW_MS = 30_000
const SPACING_MS = 500
const LEAST_MS = 2_000

export function createPace(): Pace {
  const seen: { readonly done: number; readonly at: number }[] = []
  return {
    add(done, now) {
      if (seen.length > 0 && now - seen.at(-1)!.at < SPACING_MS) return
      seen.push({ done, at: now })
      while (seen.length > 2 && now - seen[0]!.at > WINDOW_MS) seen.shift()
    },
    rate() {
      const [first, last] = [seen[0], seen.at(-1)]
      if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return undefined
      return last.done > first.done ? (last.done - first.done) / (last.at - first.at) : undefined
    },
  }
}

/**
 * Milliseconds until all suites have ended, roughly: the pairs that each seems to need, at the pace of all together, which share limits and
 * budgets. `undefined` while that cannot be said.
 */
export function timeLeft(
  { suites, budget, startedAt }: ProgressState,
  pace: Pace,
  now: number,
): number | undefined {
  const rate = pace.rate()
  if (rate === undefined) return undefined
  const pairs = suites.reduce((sum, suite) => sum + pairsLeft(suite), 0)
  const most = budget.minutes === undefined ? Infinity : startedAt + budget.minutes * 60_000 - now
  return pairs === 0 ? undefined : Math.max(0, Math.min(pairs / rate, most))
}

/** Evidence grows with the number of pairs: what the latest look lacks is extrapolated. Before the first, a change that does nothing. */
function pairsLeft(suite: SuiteState): number {
  const { ended, expectedPairs, nextLook, mostPairs } = suite
  const standing = suite.standing?.()
  if (ended !== undefined || standing?.ended === true) return 0
  const evidence = standing === undefined ? 0 : Math.max(standing.worse, standing.pass)
  const wanted = standing === undefined || evidence === 0 ? expectedPairs : standing.pairs / evidence
  return Math.max(0, Math.min(mostPairs, Math.max(nextLook, wanted)) - pairsDone(suite))
}
