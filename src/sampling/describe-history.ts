import type { SamplingPlan } from './sampling-plan.ts'

/** What earlier runs had to say in a plan; no sentence or one. */
export function describeHistory({ history }: Pick<SamplingPlan, 'history'>): readonly string[] {
  if (history === undefined) return []
  const runs = history.runs === 1 ? 'an earlier run' : `${history.runs} earlier runs`
  return [
    history.allocated
      ? `${history.trials} trials of ${runs} decide how often each case is drawn: more often where results varied`
      : `${history.trials} trials of ${runs} tell how much results vary; all cases are drawn alike`,
  ]
}
