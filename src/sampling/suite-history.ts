/** A trial of an earlier run, as far as planning looks at it. */
export interface PastTrial {
  readonly case: string
  /** Scores in [0, 1] by metric, as they were recorded. */
  readonly scores: Readonly<Record<string, number>>
}

/** What a suite's earlier runs showed. Which arm a trial was of is not part of it. */
export interface SuiteHistory {
  /** Earlier runs that the trials are from. */
  readonly runs: number
  readonly trials: number
  /** By metric, then by case. */
  readonly metrics: ReadonlyMap<string, ReadonlyMap<string, ScoreHistory>>
}

export interface ScoreHistory {
  readonly trials: number
  /** Of one trial's score, over all trials of the case; in [0, ¼]. */
  readonly variance: number
}

/**
 * Sums up the trials of a suite's earlier runs. Prompts, models and scorers may have changed since: what is planned from a history that is wrong
 * costs power, never an error rate.
 *
 * @param runs the trials of each earlier run
 */
export function summariseHistory(runs: readonly (readonly PastTrial[])[]): SuiteHistory {
  const sums = new Map<string, Map<string, { trials: number; sum: number; squares: number }>>()
  for (const { case: id, scores } of runs.flat()) {
    for (const [metric, score] of Object.entries(scores)) {
      const cases = sums.get(metric) ?? new Map()
      sums.set(metric, cases)
      const one = cases.get(id) ?? { trials: 0, sum: 0, squares: 0 }
      cases.set(id, one)
      one.trials += 1
      one.sum += score
      one.squares += score ** 2
    }
  }
  const history = ({ trials, sum, squares }: { trials: number; sum: number; squares: number }) => ({
    trials,
    variance: Math.min(0.25, Math.max(0, squares / trials - (sum / trials) ** 2)),
  })
  return {
    runs: runs.length,
    trials: runs.reduce((count, run) => count + run.length, 0),
    metrics: new Map(
      [...sums].map(([metric, cases]) => [
        metric,
        new Map([...cases].map(([id, one]) => [id, history(one)] as const)),
      ]),
    ),
  }
}
