const REMEMBERED = 1000
const ENOUGH = 100
const TIMES_P99 = 3
/** No provider is given up sooner, however fast its other answers were. */
const FLOOR_MS = 10_000

/** How long answers may take, learned from those of this run: three times their 99th percentile, and never less than 10 s. */
export interface LearnedLimit {
  /** @param ms how long an answer took */
  add(ms: number): void
  /** Milliseconds; `undefined` until there are 100 answers to learn from. */
  limitMs(): number | undefined
}

export function createLearnedLimit(): LearnedLimit {
  const recent: number[] = []
  let added = 0
  let known: { readonly at: number; readonly limit: number } | undefined
  return {
    add(ms) {
      recent[added % REMEMBERED] = ms
      added += 1
    },
    limitMs() {
      if (added < ENOUGH) return undefined
      if (known === undefined || added - known.at >= ENOUGH) {
        const sorted = Float64Array.from(recent).sort()
        const p99 = sorted[Math.ceil(0.99 * sorted.length) - 1]!
        known = { at: added, limit: Math.max(FLOOR_MS, TIMES_P99 * p99) }
      }
      return known.limit
    },
  }
}
